"""The database: which one, whether its tables are as this version wants them, and what its clock says."""

from datetime import datetime, timedelta

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.migrations.executor import MigrationExecutor

from safeclose import clock
from safeclose.health.probes import Word

OLDEST = 14
SKEW = timedelta(seconds=2)


def database() -> Word:
    """Its version, and whether it is new enough."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version'), current_setting('server_version_num')::int / 10000")
        version, major = cursor.fetchone()
    if major < OLDEST:
        return Word("fail", f"PostgreSQL {version} is too old: {OLDEST} or newer is needed.")
    return Word("ok", f"PostgreSQL {version}.")


def pgvector() -> Word:
    """The extension, which search is faster with."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT extversion FROM pg_extension WHERE extname = 'vector'")
        row = cursor.fetchone()
    return Word("ok", f"Version {row[0]}.") if row else Word("off", "It is not there: search compares every vector.")


def migrations() -> Word:
    """Whether all of this version's are applied."""
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    missing = [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    if missing:
        first = f"{missing[0].app_label}.{missing[0].name}"
        return Word("fail", f"{len(missing)} are not applied, the first is {first}; run manage.py migrate.")
    return Word("ok", "All are applied.")


def clocks() -> Word:
    """This machine's against the database's: links and evidence go by both."""
    with connection.cursor() as cursor:
        before = clock.now()
        cursor.execute("SELECT clock_timestamp()")
        (told,) = cursor.fetchone()
        after = clock.now()
    skew = _outside(before, told, after)
    sentence = f"This machine and the database are {skew.total_seconds():.1f} s apart."
    return Word("ok" if skew <= SKEW else "fail", sentence)


def _outside(before: datetime, told: datetime, after: datetime) -> timedelta:
    """How far an instant lies outside of these two; what lies between them may be right."""
    return max(before - told, told - after, timedelta(0))
