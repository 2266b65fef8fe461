"""Tables for export are read from a replica of the database where there is one (DATABASE_REPLICA_URL).

What it answers is never older than the request: it is asked only once it has everything that was committed before.
"""

import time

import psycopg
import structlog
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connection, connections
from psycopg_pool import PoolTimeout

log = structlog.get_logger("safeclose.replica")

ALIAS = "replica"
WAIT_SECONDS = 1.0
PAUSE_SECONDS = 0.02

# Nothing is acknowledged before its commit is flushed.
COMMITTED = "SELECT pg_current_wal_flush_lsn()::text"
HAS_IT = "SELECT coalesce(pg_last_wal_replay_lsn() >= %s::pg_lsn, false)"


def alias() -> str:
    """For `using`: the replica, where it answers and has caught up, otherwise the primary."""
    if ALIAS not in settings.DATABASES:
        return DEFAULT_DB_ALIAS
    with connection.cursor() as cursor:
        cursor.execute(COMMITTED)
        (position,) = cursor.fetchone()
    try:
        return ALIAS if _has_caught_up(position) else DEFAULT_DB_ALIAS
    except (Error, psycopg.Error, PoolTimeout) as error:
        log.warning("replica_does_not_answer", reason=type(error).__name__)
        return DEFAULT_DB_ALIAS


def _has_caught_up(position: str) -> bool:
    deadline = time.monotonic() + WAIT_SECONDS
    with connections[ALIAS].cursor() as cursor:
        while True:
            cursor.execute(HAS_IT, [position])
            if cursor.fetchone()[0]:
                return True
            if time.monotonic() > deadline:
                log.warning("replica_is_behind")
                return False
            time.sleep(PAUSE_SECONDS)
