"""Checks of the database: version, pgvector, migrations, clock."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.migrations.executor import MigrationExecutor

from safeclose import clock
from safeclose.health.probes import PartStatus
from safeclose.records import replica as replicas

MIN_MAJOR_VERSION = 14
MAX_CLOCK_SKEW = timedelta(seconds=2)


def database() -> PartStatus:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version'), current_setting('server_version_num')::int / 10000")
        version, major = cursor.fetchone()
    if major < MIN_MAJOR_VERSION:
        return PartStatus("fail", f"PostgreSQL {version} is too old: {MIN_MAJOR_VERSION} or newer is needed.")
    through = f", through a pooler (DATABASE_POOLING is {settings.DATABASE_POOLING})" if _is_pooled() else ""
    return PartStatus("ok", f"PostgreSQL {version}{through}.")


def _is_pooled() -> bool:
    """Whether another program stands between: it gives its own number as that of the server's process."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (answering,) = cursor.fetchone()
    connected: int = connection.connection.info.backend_pid
    return bool(connected != answering)


def pgvector() -> PartStatus:
    """The extension that makes search fast."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT extversion FROM pg_extension WHERE extname = 'vector'")
        row = cursor.fetchone()
    return (
        PartStatus("ok", f"Version {row[0]}.")
        if row
        else PartStatus("off", "It is not there: search compares every vector.")
    )


def replica() -> PartStatus:
    """Whether exports can be read from the replica now."""
    if not settings.DATABASE_REPLICA_URL:
        return PartStatus("off", "DATABASE_REPLICA_URL is not set.")
    if replicas.alias() == replicas.ALIAS:
        return PartStatus("ok", "It has all that was committed; exports are read from it.")
    return PartStatus("warn", "It is behind or does not answer: exports are read from the primary.")


def migrations() -> PartStatus:
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    missing = [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    if missing:
        first = f"{missing[0].app_label}.{missing[0].name}"
        return PartStatus("fail", f"{len(missing)} are not applied, the first is {first}; run manage.py migrate.")
    return PartStatus("ok", "All are applied.")


def clocks() -> PartStatus:
    """Compares this machine's clock with the database's; links and evidence depend on both."""
    with connection.cursor() as cursor:
        before = clock.now()
        cursor.execute("SELECT clock_timestamp()")
        (told,) = cursor.fetchone()
        after = clock.now()
    skew = _outside(before, told, after)
    sentence = f"This machine and the database are {skew.total_seconds():.1f} s apart."
    return PartStatus("ok" if skew <= MAX_CLOCK_SKEW else "fail", sentence)


def _outside(before: datetime, told: datetime, after: datetime) -> timedelta:
    """How far `told` lies outside of the interval."""
    return max(before - told, told - after, timedelta(0))
