"""Many clients at once, in processes of their own: over HTTP on bare sockets, or over SQL by bare psycopg.

`python -m tests.benchmarks.clients` takes its work pickled from standard input, waits for a line, does it, and writes
what it saw to standard output. It imports nothing of the service.
"""

import pickle
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg

Statement = tuple[str, Any]
# What one client does, operation by operation: for HTTP a request, or what makes several; for SQL statements.
Operation = bytes | Callable[["Browser"], int] | list[Statement]
FAULTS = (AssertionError, LookupError, OSError, psycopg.Error, StopIteration, ValueError)


@dataclass(frozen=True)
class Work:
    """For some clients of one process; `target` is a port, or the address of a database."""

    target: int | str
    clients: list[list[Operation]]


@dataclass
class Seen:
    """Monotonic instants of begin and end, seconds of each operation, statuses, and processor seconds spent."""

    began: float = 0.0
    ended: float = 0.0
    cpu: float = 0.0
    times: list[float] = field(default_factory=list)
    statuses: set[int] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)


def request(method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None) -> bytes:
    """One request over a connection that stays open."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def run(target: int | str, clients: Sequence[list[Operation]], *, processes: int = 2) -> Seen:
    """Let them all do their work at the same time, spread over processes."""
    children = [_start(Work(target, list(clients[number::processes]))) for number in range(processes)]
    for child in children:
        assert child.stdout
        assert child.stdout.readline() == b"ready\n"
    for child in children:
        assert child.stdin
        child.stdin.write(b"go\n")
        child.stdin.flush()
    seen = [_result(child) for child in children]
    faults = [fault for each in seen for fault in each.faults]
    assert not faults, faults[:3]
    return Seen(
        min(each.began for each in seen),
        max(each.ended for each in seen),
        sum(each.cpu for each in seen),
        [one for each in seen for one in each.times],
        set().union(*(each.statuses for each in seen)),
    )


def _start(work: Work) -> subprocess.Popen[bytes]:
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.clients"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert child.stdin
    pickle.dump((work.target, work.clients), child.stdin)
    child.stdin.flush()
    return child


def _result(child: subprocess.Popen[bytes]) -> Seen:
    assert child.stdin
    assert child.stdout
    with child:
        found: tuple[Any, ...] = pickle.load(child.stdout)
    return Seen(*found)


class Browser:
    """One connection to the server."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes) -> tuple[int, bytes]:
        """Send a request over the open connection; the answer's status and body."""
        self.socket.sendall(request)
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._more()
        head, _, body = data.partition(b"\r\n\r\n")
        length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        while len(body) < length:
            body += self._more()
        return int(head[9:12]), body

    def _more(self) -> bytes:
        part = self.socket.recv(1 << 18)
        if not part:
            raise ConnectionError("The server closed the connection.")
        return part


def _http(port: int) -> Callable[[Any], int]:
    browser = Browser(port)
    return lambda operation: operation(browser) if callable(operation) else browser.ask(operation)[0]


def _sql(url: str) -> Callable[[Any], int]:
    connection = psycopg.connect(url, autocommit=True)
    cursor = connection.cursor()

    def step(statements: list[Statement]) -> int:
        for sql, parameters in statements:
            cursor.execute(sql, parameters)
            if cursor.description:
                cursor.fetchall()
        return 0

    return step


def _work(target: int | str, clients: list[list[Operation]]) -> Seen:
    seen, gate = Seen(), threading.Barrier(len(clients) + 1)
    steps = [_http(target) if isinstance(target, int) else _sql(target) for _ in clients]

    def client(step: Callable[[Any], int], operations: list[Operation]) -> None:
        gate.wait()
        try:
            for operation in operations:
                began = time.perf_counter()
                seen.statuses.add(step(operation))
                seen.times.append(time.perf_counter() - began)
        except FAULTS as error:  # told to who started this process
            seen.faults.append(repr(error))

    threads = [threading.Thread(target=client, args=pair) for pair in zip(steps, clients, strict=True)]
    for thread in threads:
        thread.start()
    sys.stdout.buffer.write(b"ready\n")
    sys.stdout.buffer.flush()
    sys.stdin.buffer.readline()
    spent, seen.began = time.process_time(), time.monotonic()
    gate.wait()
    for thread in threads:
        thread.join()
    seen.ended, seen.cpu = time.monotonic(), time.process_time() - spent
    return seen


def main() -> None:
    """Take work, do it, tell."""
    target, clients = pickle.load(sys.stdin.buffer)
    seen = _work(target, clients)
    pickle.dump((seen.began, seen.ended, seen.cpu, seen.times, seen.statuses, seen.faults), sys.stdout.buffer)


if __name__ == "__main__":
    main()
