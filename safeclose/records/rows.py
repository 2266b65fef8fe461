"""One way to find a row that someone named, and one way to lock it."""

from typing import TypeVar

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import DataError, models

from safeclose.records.transactions import assert_in_action
from safeclose.refusals import Unknown

M = TypeVar("M", bound=models.Model)


def found(rows: models.QuerySet[M], **lookup: object) -> M:
    """The one row that `lookup` names. Raises Unknown where there is none, also for an id that can't be one."""
    try:
        return rows.get(**lookup)
    except (ObjectDoesNotExist, ValidationError, ValueError, OverflowError, DataError) as error:
        raise Unknown from error


def locked(rows: models.QuerySet[M], *, also: tuple[str, ...] = (), whole: bool = True, **lookup: object) -> M:
    """Like `found`, and locked until the action ends; with the rows that its foreign keys in `also` lead to.

    With `whole=False` other actions may write rows that refer to it meanwhile: for a row that stays, and that is locked
    before others (users, before organizations). What is joined without being locked would be as old as the statement,
    not as the lock.
    """
    assert_in_action()
    alone = rows.select_related(None)
    joined = alone.select_related(*also) if also else alone  # without names, Django would join whatever it can
    return found(joined.select_for_update(of=("self", *also), no_key=not whole), **lookup)
