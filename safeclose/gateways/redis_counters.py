"""Counters in Redis, as django-ratelimit asks for them through Django's cache."""

from functools import cached_property
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient

# In one step, so that no counter is left without an end.
COUNT = """
local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return count
"""


class CountersClient(RedisCacheClient):
    """Counts in one request to Redis. Django's client needs three for a counter that is there.

    django-ratelimit adds 1, and where that answers that the counter was there, asks to increment it: here the first
    has counted already, and the second tells how far. Each thread has a client of its own.
    """

    _counted: tuple[Any, int] | None = None

    @cached_property
    def _connected(self) -> Any:
        return super().get_client(write=True)

    @cached_property
    def _count(self) -> Any:
        return self._connected.register_script(COUNT)

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        """Always the same: Django's makes one for each call, which costs as much as the call."""
        return self._connected

    def add(self, key: Any, value: Any, timeout: Any) -> bool:
        """Counts, where the value is 1: whether it is the first. Other values as ever."""
        if value != 1 or not timeout:
            return super().add(key, value, timeout)
        self._counted = (key, self._count(keys=[key], args=[timeout]))
        return self._counted[1] == 1

    def incr(self, key: Any, delta: int) -> int:
        """What `add` has counted. Raises ValueError for any other key, as for one that is not there."""
        counted, self._counted = self._counted, None
        if delta != 1 or counted is None or counted[0] != key:
            raise ValueError("Only what was just added is counted here.")
        return counted[1]


class RedisCounters(RedisCache):
    """The cache backend, for CACHES."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = CountersClient
