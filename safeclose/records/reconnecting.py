"""The pool of connections after a restart of the database."""

from contextlib import suppress
from typing import Any

from django.db import InterfaceError, OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.pq import TransactionStatus
from psycopg_pool import ConnectionPool, PoolTimeout


def keep_trying(pool: "ConnectionPool[Any]") -> None:
    """Called by the pool when it has given up to connect, for as long as somebody waits for a connection.

    The pool itself would not try again before somebody else asks for one, and all threads may be waiting.
    """
    if pool.get_stats().get("requests_waiting"):
        with suppress(PoolTimeout):
            pool.putconn(pool.getconn(timeout=0.001))  # who asks makes the pool connect


def prepare(sender: object, connection: BaseDatabaseWrapper, **_: object) -> None:
    """Receives `connection_created`, which is sent each time a connection is taken from the pool."""
    if connection.vendor == "postgresql" and execute_or_reconnect not in connection.execute_wrappers:
        # The innermost wrapper: others see one statement, however often it is tried.
        connection.execute_wrappers.append(execute_or_reconnect)


def execute_or_reconnect(execute: Any, sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Execute a statement; if its connection turns out to be dead, once more on a new one where nothing is lost by it.

    This replaces a query per checkout of the pool. It is done only for the first statement of a transaction, since the
    server has nothing of that transaction, and for reading outside of transactions. A write outside of a transaction
    may have been committed before the connection died.
    """
    connection = context["connection"]
    is_first = connection.connection.info.transaction_status == TransactionStatus.IDLE
    try:
        return execute(sql, params, many, context)
    except (OperationalError, InterfaceError):
        lost = connection.connection
        if not is_first or not lost.closed or (lost.autocommit and not _reads(sql)):
            raise
        _reconnect(connection)
        cursor = context["cursor"]
        cursor.cursor.close()
        cursor.cursor = connection.create_cursor(getattr(cursor.cursor, "name", None))
        return execute(sql, params, many, context)


def _reads(sql: object) -> bool:
    return isinstance(sql, str) and sql.split(maxsplit=1)[0].upper() == "SELECT"


def _reconnect(connection: Any) -> None:
    """Give the wrapper a working connection, with its transaction and savepoints as far as Django has begun them."""
    lost, autocommit = connection.connection, connection.connection.autocommit
    pool = connection.pool
    if pool:
        pool.putconn(lost)
        pool.check()  # the others died with it, most likely
    connection.connection = connection.get_new_connection(connection.get_connection_params())
    if not pool:
        connection.init_connection_state()
    connection.connection.autocommit = autocommit
    connection.errors_occurred = False
