"""Things done at the same time: real threads, each with a database connection of its own."""

import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from threading import Barrier, Event
from typing import Any, TypeVar

from django.db import OperationalError, connection, connections, transaction
from django.db.models import Model

from tests.thorough import rounds

T = TypeVar("T")
MAX_TRIES = 12  # times that a thread asks the pool, which grows slowly on a busy machine
WAITING = """
SELECT count(DISTINCT pid) FROM pg_locks JOIN pg_stat_activity USING (pid)
WHERE NOT granted AND datname = current_database()
"""


def at_once(calls: Sequence[Callable[[], Any]], *, held: Iterable[type[Model]] = ()) -> list[Any]:
    """Start all calls at one moment; their results in order. Raises what one of them raised.

    The rows of the models `held` stay locked until each call has ended or waits for a lock: a call that decides by
    what it reads without a lock has then decided before another writes, so one round shows it.
    """
    held = list(held)
    gate = Barrier(len(calls), timeout=60)

    def run(call: Callable[[], Any]) -> Any:
        try:
            _connect()
            gate.wait()
            return call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as threads, ExitStack() as hold:
        if held:
            hold.enter_context(transaction.atomic())
            for model in held:
                list(model._base_manager.select_for_update(no_key=True).values_list("pk"))
        futures = [threads.submit(run, call) for call in calls]
        if held:
            until_held_up(len(calls), ended=lambda: sum(future.done() for future in futures))
        hold.close()
        return [future.result() for future in futures]


def meanwhile(call: Callable[[], T]) -> "Future[T]":
    """Start the call on a connection of its own, and go on when it waits for a lock, or has ended.

    To be used in the middle of another one, where that one has decided and not yet committed.
    """

    def run() -> T:
        try:
            _connect()
            return call()
        finally:
            connections.close_all()

    threads = ThreadPoolExecutor(1)
    future = threads.submit(run)
    threads.shutdown(wait=False)
    until_held_up(ended=lambda: int(future.done()))
    return future


def races(*held: type[Model], thorough: int) -> list[tuple[type[Model], ...]]:
    """What `at_once` holds in each round of a race: these models in one, and nothing in the others of `make proof`."""
    return [held, *[()] * (rounds(1, thorough) - 1)]


def until_held_up(calls: int = 1, *, ended: Callable[[], int] = lambda: 0) -> None:
    """Wait until so many calls wait for a lock, or have ended."""
    end = time.monotonic() + 60
    with connection.cursor() as cursor:
        while time.monotonic() < end:
            cursor.execute("SELECT pg_stat_clear_snapshot()")  # which would be of the transaction's beginning
            cursor.execute(WAITING)
            if cursor.fetchone()[0] + ended() >= calls:
                return
            time.sleep(0.005)
    raise AssertionError("The calls neither end nor wait for a lock.")


def _connect() -> None:
    """Have a connection before the race begins, which is about rows and not about the pool."""
    for tries in range(MAX_TRIES):
        try:
            return connection.ensure_connection()
        except OperationalError:
            if tries == MAX_TRIES - 1:
                raise
    return None


def other_waits(first: Callable[[Callable[[], None]], Any], other: Callable[[], Any]) -> bool:
    """Whether `other`, begun while `first` is within its transaction, waits until that transaction ends.

    `first` is given a function to call at the point from which on nothing may come in between.
    """
    there, done = Event(), Event()
    waited: list[bool] = []

    def reached() -> None:
        there.set()
        until_held_up(1, ended=done.is_set)
        waited.append(not done.is_set())

    def begin_other() -> None:
        assert there.wait(60)
        try:
            other()
        finally:
            done.set()

    at_once([lambda: first(reached), begin_other])
    return waited == [True]
