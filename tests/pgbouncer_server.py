"""A PgBouncer of the tests' own, before the PostgreSQL of the tests."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg.conninfo import conninfo_to_dict

from tests import programs
from tests.soak.postgres import free_port

CONFIGURATION = """
[databases]
* = host={host} port={port} user={user}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listening}
unix_socket_dir =
auth_type = any
pool_mode = {mode}
max_client_conn = 200
default_pool_size = 30
"""


@contextmanager
def pgbouncer(folder: Path, database_url: str, mode: str) -> Iterator[str]:
    """The address of the same database through PgBouncer, in the mode `session` or `transaction`."""
    programs.need("pgbouncer")
    server = conninfo_to_dict(database_url)
    listening = free_port()
    folder.mkdir(parents=True, exist_ok=True)
    settings = folder / "pgbouncer.ini"
    settings.write_text(
        CONFIGURATION.format(
            host=server["host"], port=server.get("port", 5432), user=server.get("user", "postgres"),
            listening=listening, mode=mode,
        )
    )  # fmt: skip
    # PgBouncer does not run as root, and needs to reach PostgreSQL's socket.
    user = ["-u", Path(str(server["host"])).owner()] if os.geteuid() == 0 else []
    process = programs.start("pgbouncer", "-q", *user, str(settings), cwd="/")
    address = f"postgres://postgres@127.0.0.1:{listening}/{quote(str(server['dbname']))}"
    try:
        _wait(process, address)
        yield address
    finally:
        process.kill()
        process.wait()


def _wait(process: "subprocess.Popen[bytes]", address: str) -> None:
    deadline = time.monotonic() + 30
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with psycopg.connect(address, options=""):  # the tests' own PGOPTIONS are not for it
                return
        except psycopg.OperationalError:
            time.sleep(0.05)
    raise AssertionError("pgbouncer does not answer")
