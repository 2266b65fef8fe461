"""Log lines about statements that take long."""

import time
from typing import Any

import structlog
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

log = structlog.get_logger("safeclose.slow_queries")

MAX_SQL_LENGTH = 2000


def prepare(sender: object, connection: BaseDatabaseWrapper, **_: object) -> None:
    """Receives `connection_created`, which is sent each time a connection is taken from the pool."""
    if settings.SLOW_QUERY_MS and execute_and_time not in connection.execute_wrappers:
        connection.execute_wrappers.append(execute_and_time)


def execute_and_time(execute: Any, sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Logs a statement that takes SLOW_QUERY_MS or longer, without its parameters, which may name people."""
    started = time.perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        ms = (time.perf_counter() - started) * 1000
        if ms >= settings.SLOW_QUERY_MS:
            log.warning("slow_query", ms=round(ms, 1), sql=str(sql)[:MAX_SQL_LENGTH])
