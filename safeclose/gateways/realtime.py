"""The real-time service, on Redis: what is published reaches who is subscribed at that moment; nothing is kept."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings

from safeclose.gateways.redis_error import redis_error
from safeclose.gateways.redis_pool import RedisPool

if TYPE_CHECKING:  # Redis's client is loaded where there is a Redis
    from redis import Redis
    from redis.client import PubSub

TIMEOUT_SECONDS = 1.0  # for connecting, and again for each answer


class Fault(Exception):
    """Redis is not configured, or does not answer; the text is a sentence for a person."""


def require() -> None:
    """Raises Fault unless Redis answers now."""
    with _faults():
        _client().ping()


def publish(channel: str, message: bytes) -> None:
    """Hand a message to all who are subscribed to the channel, wherever they run. Raises Fault.

    The one call of a network that an action may make, as its last step: what can't be told is then not kept. It ends
    within a few TIMEOUT_SECONDS, and is tried twice, for Redis may have been restarted since the last time.
    """
    with _faults():
        _client().publish(channel, message)


class Subscription:
    """Messages of one channel from now on. Raises Fault where Redis can't be had, or is lost."""

    def __init__(self, channel: str) -> None:
        self._waits_for_pong = False
        with _faults():
            self._listener = _listener()
            self._listener.subscribe(channel)
            confirmed = self._listener.get_message(timeout=TIMEOUT_SECONDS)
        if confirmed is None:
            self.close()
            raise Fault("Redis does not answer.")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def wait(self, seconds: float) -> bytes | None:
        """The next message; None after that many seconds without one.

        After each silence Redis is asked for a sign of life. Raises Fault where none has come by the next one.
        """
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            found = self._next(left)
            if found is not None:
                return found
        if self._waits_for_pong:
            raise Fault("Redis gives no sign of life.")
        with _faults():
            self._listener.ping()
        self._waits_for_pong = True
        return None

    def close(self) -> None:
        """End the subscription; may be called more than once."""
        with _faults():
            self._listener.close()

    def _next(self, seconds: float) -> bytes | None:
        with _faults():
            message: Any = self._listener.get_message(timeout=seconds)
        if message is None:
            return None
        if message["type"] == "pong":
            self._waits_for_pong = False
        return message["data"] if message["type"] == "message" else None


def _client() -> "Redis":
    """The connections of this process; raises Fault without a configuration."""
    return _pooled(_url())


def _listener() -> "PubSub":
    """For one subscription. It never connects anew by itself: messages would be lost unnoticed."""
    from redis import Redis

    client: Any = Redis(connection_pool=RedisPool.from_url(_url(), **_limits(tries=1)))
    listener: PubSub = client.pubsub()
    return listener


@cache
def _pooled(url: str) -> "Redis":
    from redis import Redis

    return Redis(connection_pool=RedisPool.from_url(url, **_limits(tries=2)))


def _limits(*, tries: int) -> dict[str, Any]:
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    return {
        "socket_connect_timeout": TIMEOUT_SECONDS,
        "socket_timeout": TIMEOUT_SECONDS,
        "protocol": 2,
        "retry": Retry(NoBackoff(), tries - 1),
    }


def _url() -> str:
    url: str = settings.REDIS_URL
    if not url:
        raise Fault("REDIS_URL is not set.")
    return url


@contextmanager
def _faults() -> Iterator[None]:
    try:
        yield
    except (redis_error(), OSError) as error:
        raise Fault(f"Redis can't be reached ({type(error).__name__}).") from error
