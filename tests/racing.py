"""Things done at the same time: real threads, each with a database connection of its own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import OperationalError, connection, connections

PATIENCE = 12  # times that a thread asks the pool, which grows slowly on a busy machine


def at_once(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """Start all calls at one moment; their results in order. Raises what one of them raised."""
    gate = Barrier(len(calls), timeout=60)

    def run(call: Callable[[], Any]) -> Any:
        try:
            _connect()
            gate.wait()
            return call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))


def _connect() -> None:
    """Have a connection before the race begins, which is about rows and not about the pool."""
    for tries in range(PATIENCE):
        try:
            return connection.ensure_connection()
        except OperationalError:
            if tries == PATIENCE - 1:
                raise
    return None
