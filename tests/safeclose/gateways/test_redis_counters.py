"""Counters of rate limits in a real Redis, as django-ratelimit uses them."""

from collections.abc import Iterator
from threading import Barrier, Thread

import django_ratelimit.core
import pytest
from django.core.cache import caches
from django.http import HttpRequest
from redis.exceptions import ConnectionError as RedisDown

from tests.redis_server import RedisServer


@pytest.fixture
def redis(settings: object) -> Iterator[RedisServer]:
    """A Redis of its own, in which requests are counted."""
    server = RedisServer()
    server.start()
    backend = "safeclose.gateways.redis_counters.RedisCounters"
    options = {"pool_class": "safeclose.gateways.redis_pool.RedisPool"}
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": [server.url], "OPTIONS": options}}  # type: ignore[attr-defined]
    try:
        yield server
    finally:
        server.stop()


def used(key: str = "key", *, increment: bool = True) -> tuple[int, bool]:
    """How often the key was used, and whether that is too often."""
    usage = django_ratelimit.core.get_usage(
        HttpRequest(), group="group", key=lambda *_: key, rate="3/h", increment=increment
    )
    return usage["count"], usage["should_limit"]


def test_each_use_counts_once(redis: RedisServer) -> None:
    assert [used() for _ in range(4)] == [(1, False), (2, False), (3, False), (4, True)]
    assert used("other") == (1, False)
    assert [used(increment=False) for _ in range(2)] == [(4, True)] * 2


def test_each_counter_has_an_end(redis: RedisServer) -> None:
    for _ in range(2):
        used()
    (key,) = redis.command("KEYS", "*").split(b"\r\n")[2:3]
    seconds = int(redis.command("TTL", key.decode()).strip(b":\r\n"))
    assert 0 < seconds <= 3600 + django_ratelimit.core.EXPIRATION_FUDGE


def test_one_use_is_one_request_to_redis(redis: RedisServer) -> None:
    used()
    before = calls(redis)
    for _ in range(5):
        used()
    asked = {name: number - before.get(name, 0) for name, number in calls(redis).items()}
    assert {name: number for name, number in asked.items() if number} == {"evalsha": 5, "incr": 5, "info": 1}


def calls(redis: RedisServer) -> dict[str, int]:
    """How often each command was called, by clients and by scripts."""
    lines = redis.command("INFO", "commandstats").decode().split("\r\n")
    named = (line.removeprefix("cmdstat_").partition(":calls=") for line in lines if line.startswith("cmdstat_"))
    return {name: int(rest.partition(",")[0]) for name, _, rest in named}


def test_threads_count_together(redis: RedisServer) -> None:
    found: list[int] = []
    together = Barrier(4)

    def use() -> None:
        together.wait()
        found.extend(used()[0] for _ in range(25))

    threads = [Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == list(range(1, 101))


def test_after_redis_has_forgotten_its_scripts(redis: RedisServer) -> None:
    used()
    redis.command("SCRIPT", "FLUSH")
    assert used() == (2, False)


def test_what_was_not_just_added_is_not_counted(redis: RedisServer) -> None:
    cache = caches["default"]
    assert cache.add("mine", 1, 60)
    with pytest.raises(ValueError, match="just added"):
        cache.incr("other")
    assert cache.add("seven", 7, 60)
    assert (cache.add("seven", 8, 60), cache.get("seven")) == (False, 7)


def test_without_redis_nothing_is_counted(redis: RedisServer) -> None:
    used()
    redis.stop()
    with pytest.raises(RedisDown):
        used()
