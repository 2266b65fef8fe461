"""Migrations wait for locks only a moment, because everybody else waits behind them."""

from typing import Any

from psycopg.pq import TransactionStatus

# Shorter than PostgreSQL's `deadlock_timeout` (1 s): where a migration and a request wait for each other, the
# migration gives up before PostgreSQL ends one of them.
LOCK_TIMEOUT_MS = 500


def limit_lock_waits(execute: Any, sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Limits the waits of each transaction; for `connection.execute_wrapper`.

    Statements outside of transactions wait as long as they have to: CREATE INDEX CONCURRENTLY, which waits for all
    transactions that are open and whom nobody waits for. The limit ends with the transaction, so that no pooler hands
    it on.
    """
    connection = context["connection"].connection
    if not connection.autocommit and connection.info.transaction_status == TransactionStatus.IDLE:
        connection.execute(f"SET LOCAL lock_timeout = {LOCK_TIMEOUT_MS}")
    return execute(sql, params, many, context)
