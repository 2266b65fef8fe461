"""Connections to Redis, by `REDIS_URL`: one server, or the present master of a group that Sentinel watches."""

from typing import TYPE_CHECKING, Any

from safeclose.config.environment import SENTINEL, sentinel

if TYPE_CHECKING:  # Redis's client is loaded where there is a Redis
    from redis import ConnectionPool


class RedisPool:
    """What Django's cache backend takes as `pool_class`."""

    @staticmethod
    def from_url(url: str, **options: Any) -> "ConnectionPool":
        """A pool for the address; connects on first use. After a failover its connections lead to the new master."""
        from redis import ConnectionPool
        from redis import sentinel as without_types

        if not url.startswith(f"{SENTINEL}://"):
            return ConnectionPool.from_url(url, **options)
        group = sentinel(url)
        limits = {key: options[key] for key in ("socket_connect_timeout", "socket_timeout") if key in options}
        library: Any = without_types
        watchers = library.Sentinel(group.hosts, sentinel_kwargs=limits)
        account = {"username": group.username, "password": group.password} if group.password else {}
        pool: ConnectionPool = library.SentinelConnectionPool(
            group.name, watchers, db=group.database, **account, **options
        )
        return pool
