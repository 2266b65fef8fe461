"""The real-time service: a real Redis that comes and goes, and others that are none."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from safeclose.gateways import realtime
from tests.redis_server import RedisServer


@contextmanager
def someone_who(answers: bytes | None) -> Iterator[str]:
    """A server that answers everything with these bytes; None: it takes connections, and is silent."""
    server = socket.create_server(("127.0.0.1", 0))
    taken: list[socket.socket] = []

    def serve() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            taken.append(connection)
            if answers is not None:
                connection.recv(4096)
                connection.sendall(answers)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    thread.join(10)
    for connection in taken:
        connection.close()


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(realtime, "TIMEOUT_SECONDS", 0.3)
    yield
    for client in list(clients()):
        client.close()
    realtime._pooled.cache_clear()


def clients() -> Iterator[Any]:
    """What this module has open now."""
    if realtime._pooled.cache_info().currsize and realtime.settings.REDIS_URL:
        yield realtime._pooled(realtime.settings.REDIS_URL)


def test_what_is_published_is_heard_by_all_and_in_order(redis: RedisServer) -> None:
    realtime.publish("a", b"to no one")
    with realtime.Subscription("a") as first, realtime.Subscription("a") as second, realtime.Subscription("b") as other:
        for message in (b"1", b"", "é".encode(), b"\x00\xff" * 1000):
            realtime.publish("a", message)
            assert (first.wait(5), second.wait(5)) == (message, message)
        assert other.wait(0.05) is None
    assert redis.subscribers("a") == redis.subscribers("b") == 0


def test_silence_after_silence_is_fine_while_redis_lives(redis: RedisServer) -> None:
    with realtime.Subscription("a") as listener:
        assert [listener.wait(0.05) for _ in range(6)] == [None] * 6
        realtime.publish("a", b"x")
        assert listener.wait(5) == b"x"


def test_a_subscription_does_not_outlive_redis(redis: RedisServer) -> None:
    with realtime.Subscription("a") as listener:
        redis.stop()
        redis.start()  # it must not connect anew by itself: what was published meanwhile would be lost unnoticed
        with pytest.raises(realtime.Fault, match=r"^Redis can't be reached \(ConnectionError\)\.$"):
            listener.wait(5)


def test_publishing_outlives_redis(redis: RedisServer) -> None:
    realtime.require()
    realtime.publish("a", b"x")
    redis.stop()
    for call in (realtime.require, lambda: realtime.publish("a", b"x"), lambda: realtime.Subscription("a")):
        with pytest.raises(realtime.Fault):
            call()
    redis.start()
    realtime.publish("a", b"x")
    realtime.require()


def test_without_redis_url_nothing_is_published_or_heard(settings: Any) -> None:
    settings.REDIS_URL = ""
    for call in (realtime.require, lambda: realtime.publish("a", b"x"), lambda: realtime.Subscription("a")):
        with pytest.raises(realtime.Fault, match=r"^REDIS_URL is not set\.$"):
            call()


@pytest.mark.parametrize("answers", [None, b"-ERR no\r\n", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"-LOADING x\r\n"])
def test_a_server_that_is_no_redis_is_a_fault(settings: Any, answers: bytes | None) -> None:
    with someone_who(answers) as settings.REDIS_URL:
        for call in (realtime.require, lambda: realtime.publish("a", b"x"), lambda: realtime.Subscription("a")):
            with pytest.raises(realtime.Fault):
                call()
        for client in clients():
            client.close()


def test_a_redis_that_falls_silent_is_a_fault(redis: RedisServer) -> None:
    """The connection stands, and nothing comes: a sign of life is asked for, and missed."""
    listener = realtime.Subscription("a")
    redis.freeze()
    assert listener.wait(0.05) is None
    with pytest.raises(realtime.Fault, match=r"^Redis gives no sign of life\.$"):
        listener.wait(0.05)
    listener.close()
    listener.close()
    redis.stop()
