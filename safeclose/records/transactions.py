"""Actions: each opens one durable transaction; the steps that it calls only assert that one is open."""

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
    """Marks a function as an action: it runs in one transaction, and can't call another action."""

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
    """Within this block, `also` is called at the end of each action, in its transaction; an exception rolls it back.

    Blocks can be nested: the inner one's `also` is called before the outer one's.
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
    """For steps of actions. Django's own check is not enough: inside a TestCase a transaction is always open."""
    if not _running.get():
        raise RuntimeError("This step is a part of an action, and none is running.")


def assert_no_transaction() -> None:
    """For slow work: rendering, sealing, anything on the network."""
    if _running.get():
        raise RuntimeError(f"Slow work inside the action {_running.get()} would hold its locks.")
