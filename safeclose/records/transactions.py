"""One way to write: an action opens one durable transaction; what it calls only asserts that it is open."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import transaction

P = ParamSpec("P")
R = TypeVar("R")

_before_commit: ContextVar[Callable[[], object] | None] = ContextVar("before_commit", default=None)
_running: ContextVar[str | None] = ContextVar("running_action", default=None)


def action(function: Callable[P, R]) -> Callable[P, R]:
    """Mark a function as an action: all that it writes is written, or nothing; and no action calls another."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if _running.get():
            raise RuntimeError(f"{function.__qualname__} was called inside the action {_running.get()}.")
        token = _running.set(function.__qualname__)
        try:
            with transaction.atomic(durable=True):
                result = function(*args, **kwargs)
                if also := _before_commit.get():
                    also()
                return result
        finally:
            _running.reset(token)

    return run


@contextmanager
def before_commit(also: Callable[[], object]) -> Iterator[None]:
    """Within this block, `also` writes its part into the transaction of whatever action runs, or refuses it.

    Blocks may stand in each other: what the inner one adds is done before what the outer one adds.
    """
    outer = _before_commit.get()

    def both() -> None:
        also()
        if outer:
            outer()

    token = _before_commit.set(both)
    try:
        yield
    finally:
        _before_commit.reset(token)


def assert_in_action() -> None:
    """For inner steps. Inside a TestCase every connection has a transaction open, so Django's own word won't do."""
    if not _running.get():
        raise RuntimeError("This step is a part of an action, and none is running.")


def assert_no_transaction() -> None:
    """For slow work: rendering, sealing, anything on the network."""
    if _running.get():
        raise RuntimeError(f"Slow work inside the action {_running.get()} would hold its locks.")
