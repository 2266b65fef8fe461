"""Counters and live messages where Sentinel watches a master and a replica."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

from safeclose.gateways import realtime
from safeclose.gateways.redis_pool import RedisPool
from tests import programs
from tests.redis_server import RedisServer

Group = tuple[RedisServer, RedisServer, str]


@pytest.fixture
def group(tmp_path: Path) -> Iterator[Group]:
    """Master and replica, and the address by which the Sentinel beside them is asked."""
    master, replica, watcher = RedisServer(), RedisServer(), RedisServer()
    master.start()
    replica.start()
    replica.command("REPLICAOF", "127.0.0.1", str(master.port))
    settings = tmp_path / "sentinel.conf"
    settings.write_text(
        f"port {watcher.port}\nbind 127.0.0.1\ndir {tmp_path}\n"
        f"sentinel monitor deals 127.0.0.1 {master.port} 1\nsentinel down-after-milliseconds deals 500\n"
        "sentinel failover-timeout deals 5000\n"
    )
    process = programs.start("redis-server", str(settings), "--sentinel", cwd="/")
    try:
        until(lambda: b"slaves=1" in watcher.command("INFO", "sentinel"))
        until(lambda: b"master_link_status:up" in replica.command("INFO", "replication"))
        yield master, replica, f"redis+sentinel://127.0.0.1:{watcher.port}/deals/0"
    finally:
        process.kill()
        process.wait()
        master.stop()
        replica.stop()


def until(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def answered(call: Callable[[], object]) -> bool:
    try:
        call()
    except (RedisError, OSError):
        return False
    return True


@contextmanager
def counting(url: str) -> Iterator[RedisCache]:
    """The cache of rate limits; all connections to Redis of this process are closed afterwards."""
    counters = RedisCache([url], {"OPTIONS": {"pool_class": RedisPool, "socket_timeout": 1.0}})
    try:
        yield counters
    finally:
        for pool in (counters._cache.get_client().connection_pool, realtime._pooled(url).connection_pool):
            pool.disconnect()
            for watcher in pool.sentinel_manager.sentinels:
                watcher.close()


def test_counters_and_messages_follow_the_master(group: Group, settings: Any) -> None:
    master, replica, url = group
    settings.REDIS_URL = url
    with counting(url) as counters:
        counters.set("limit", 7)
        with realtime.Subscription("deal") as before:
            realtime.publish("deal", b"one")
            assert before.wait(5) == b"one"
        until(lambda: b"limit" in replica.command("KEYS", "*limit*"))
        master.stop()
        until(lambda: answered(lambda: counters.set("limit", 8)))
        assert b"role:master" in replica.command("INFO", "replication")
        assert counters.get("limit") == 8
        with realtime.Subscription("deal") as after:
            realtime.publish("deal", b"two")
            assert after.wait(5) == b"two"
