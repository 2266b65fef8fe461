"""The real server processes, and what their processors did meanwhile."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import psutil

from tests.benchmarks.place import ROOT, VAR, admin
from tests.redis_server import RedisServer


@dataclass(frozen=True)
class Server:
    """Granian with its web processes."""

    port: int
    process: subprocess.Popen[bytes]

    def workers(self) -> list[psutil.Process]:
        """The web processes themselves."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def cpu(self) -> float:
        """Processor seconds of all of it."""
        return sum(_seconds(each) for each in (psutil.Process(self.process.pid), *self.workers()))


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
        _wait(port, process, log_file)
        yield Server(port, process)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        redis.stop()


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


def _wait(port: int, process: subprocess.Popen[bytes], log_file: Path) -> None:
    """Until it answers."""
    deadline = time.monotonic() + 90
    while True:
        assert process.poll() is None, log_file.read_text()[-3000:]
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/ready", headers={"Host": "127.0.0.1"})
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        finally:
            connection.close()
        assert time.monotonic() < deadline, log_file.read_text()[-3000:]
        time.sleep(0.1)
