"""The real server processes, and what their processors did meanwhile."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import psutil
import psycopg

from safeclose.management.commands.worker import MAX_DEFAULT_PROCESSES
from tests.benchmarks.place import ROOT, VAR, admin
from tests.redis_server import RedisServer

IS_BUSY = """
SELECT EXISTS (
    SELECT FROM procrastinate_jobs
    WHERE status = 'doing' OR (status = 'todo' AND coalesce(scheduled_at, now()) <= now())
)
"""


@dataclass(frozen=True)
class Running:
    """A program of the service with its child processes."""

    process: subprocess.Popen[bytes]

    def workers(self) -> list[psutil.Process]:
        """Its children, which do the work; itself where it has none."""
        whole = psutil.Process(self.process.pid)
        return whole.children(recursive=True) or [whole]

    def cpu(self) -> float:
        """Processor seconds of all of it."""
        return sum(_seconds(each) for each in {psutil.Process(self.process.pid), *self.workers()})


@dataclass(frozen=True)
class Server(Running):
    """Granian with its web processes."""

    port: int


@contextmanager
def serving(
    database_url: str, *, workers: int, pool: int = 20, application: str = "safeclose.wsgi:application"
) -> Iterator[Server]:
    """Web processes as `manage.py serve` starts them, with a Redis to count limits together."""
    redis = RedisServer()
    redis.start()
    port = _free_port()
    environment = {
        **os.environ,
        "DATABASE_URL": database_url,
        "DATABASE_POOL": str(pool),
        "REDIS_URL": redis.url,
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
    }
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", str(workers), "--blocking-threads", "16", "--no-ws", "--log-level", "warning",
        application,
    ]  # fmt: skip
    with (log_file := VAR / f"{application.partition(':')[0]}.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        _until(lambda: _answers(port), process, log_file)
        yield Server(process, port)
    finally:
        _end(process)
        redis.stop()


@contextmanager
def working(database_url: str, *, processes: int | None = None) -> Iterator[Running]:
    """`manage.py worker`, with as many processes as it starts by itself unless told; they have done what waited."""
    command = [sys.executable, "manage.py", "worker", *(["--processes", str(processes)] if processes else [])]
    environment = {**os.environ, "DATABASE_URL": database_url}
    with (log_file := VAR / "worker.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        expected = processes or min(os.cpu_count() or 1, MAX_DEFAULT_PROCESSES)
        with psycopg.connect(database_url, autocommit=True) as connection:
            _until(
                lambda: connection.execute("SELECT count(*) FROM procrastinate_workers").fetchone() == (expected,),
                process,
                log_file,
            )
        wait_until_idle(database_url)
        yield Running(process)
    finally:
        _end(process)


def wait_until_idle(database_url: str) -> None:
    """Until no job is under way or due, five minutes at most."""
    deadline = time.monotonic() + 300
    with psycopg.connect(database_url, autocommit=True) as connection:
        while connection.execute(IS_BUSY).fetchone() == (True,):
            assert time.monotonic() < deadline, "The worker has not come to an end."
            time.sleep(0.1)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def postgres_cpu() -> float:
    """Processor seconds of PostgreSQL, with those of its processes that have ended."""
    with admin() as connection:
        found = connection.execute("SELECT pg_read_file('postmaster.pid')").fetchone()
    assert found
    first = psutil.Process(int(found[0].split()[0]))
    ended = first.cpu_times()
    alive = sum(_seconds(each) for each in first.children())
    return _seconds(first) + ended.children_user + ended.children_system + alive


def _seconds(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _until(holds: Callable[[], bool], process: subprocess.Popen[bytes], log_file: Path) -> None:
    """Until that holds; fails with the log where the process ends or takes too long."""
    deadline = time.monotonic() + 90
    while not holds():
        assert process.poll() is None, log_file.read_text()[-3000:]
        assert time.monotonic() < deadline, log_file.read_text()[-3000:]
        time.sleep(0.1)


def _answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/ready", headers={"Host": "127.0.0.1"})
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
