"""Request bodies against the real server: unfinished ones hold few threads, refused ones break no connection."""

import http.client
import os
import select
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from hashlib import sha256

import pytest

THREADS, PLACES = 4, 2


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    number = free_port()
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(number),
        "--workers", "1", "--blocking-threads", str(THREADS), "--log-level", "error",
        "tests.safeclose.http.body_application:application",
    ]  # fmt: skip
    with subprocess.Popen(command, env={**os.environ}) as server:
        try:
            deadline = time.monotonic() + 30
            while True:
                try:
                    socket.create_connection(("127.0.0.1", number), timeout=1).close()
                    break
                except OSError:
                    assert time.monotonic() < deadline
                    time.sleep(0.05)
            yield number
        finally:
            server.terminate()


@pytest.fixture
def one(port: int) -> Iterator[http.client.HTTPConnection]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        yield connection


def unfinished(port: int) -> socket.socket:
    one = socket.create_connection(("127.0.0.1", port), timeout=10)
    one.sendall(b"POST /read HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nbegun")
    return one


def test_unfinished_bodies_leave_threads_for_others(port: int, one: http.client.HTTPConnection) -> None:
    with ExitStack() as stack:
        sockets = [stack.enter_context(unfinished(port)) for _ in range(40)]
        time.sleep(0.5)
        began = time.monotonic()
        one.request("GET", "/health")
        assert one.getresponse().read() == b"ok"
        assert time.monotonic() - began < 5
        answered = wait_for_answers(sockets, len(sockets) - PLACES)
        for each in answered:
            answer = each.recv(4096).lower()
            assert answer.startswith(b"http/1.1 503 ")
            assert b"connection: close" in answer
            assert b"retry-after: 1" in answer


def wait_for_answers(sockets: list[socket.socket], number: int) -> list[socket.socket]:
    """Those that were answered, when exactly so many are; the others still wait half a second later."""
    deadline = time.monotonic() + 20
    while len(select.select(sockets, [], [], 0.1)[0]) < number:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    time.sleep(0.5)
    answered = select.select(sockets, [], [], 0)[0]
    assert len(answered) == number
    return answered


@pytest.mark.parametrize("size", [1, 100_000, 2_999_999, 3_000_000])
def test_a_body_arrives_whole(one: http.client.HTTPConnection, size: int) -> None:
    body = os.urandom(size)
    one.request("POST", "/read", body=body)
    assert one.getresponse().read() == f"{size} {sha256(body).hexdigest()}".encode()


def test_a_body_in_chunks_arrives_whole(one: http.client.HTTPConnection) -> None:
    one.request("POST", "/read", body=iter([b"a" * 70_000, b"b" * 5]), encode_chunked=True)
    body = b"a" * 70_000 + b"b" * 5
    assert one.getresponse().read() == f"{len(body)} {sha256(body).hexdigest()}".encode()


@pytest.mark.parametrize("size", [1, 100_000, 3_000_000])
def test_a_connection_serves_on_after_a_refusal_that_did_not_read_the_body(
    one: http.client.HTTPConnection, size: int
) -> None:
    for _ in range(3):
        one.request("POST", "/refused", body=b"x" * size)
        answer = one.getresponse()
        assert (answer.status, answer.read(), answer.headers.get("Connection")) == (404, b"not read", None)
        one.request("GET", "/health")
        assert one.getresponse().read() == b"ok"


def test_a_body_that_is_too_large_is_not_received_and_the_connection_says_that_it_ends(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as raw:
        raw.sendall(b"POST /refused HTTP/1.1\r\nHost: x\r\nContent-Length: 3000001\r\n\r\nbegun")
        answer = raw.recv(4096)
        assert answer.startswith(b"HTTP/1.1 404 ")
        assert b"connection: close" in answer.lower()
