"""Spans of statements to the database, without their parameters, which may name people."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from safeclose import tracing
from safeclose.records.slow_queries import MAX_SQL_LENGTH


def prepare(sender: object, connection: BaseDatabaseWrapper, **_: object) -> None:
    """Receives `connection_created`, which is sent each time a connection is taken from the pool."""
    if tracing.is_on() and execute_in_span not in connection.execute_wrappers:
        connection.execute_wrappers.append(execute_in_span)


def execute_in_span(execute: Any, sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    text = str(sql)
    attributes = {"db.system.name": "postgresql", "db.query.text": text[:MAX_SQL_LENGTH]}
    with tracing.span(text.split(maxsplit=1)[0].upper(), "CLIENT", attributes):
        return execute(sql, params, many, context)
