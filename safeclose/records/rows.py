"""One way to find a row that someone named, one to lock it, and one to change it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import DataError, models

from safeclose import clock
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


def change(row: models.Model, changes: Mapping[str, Any]) -> list[str]:
    """Set and save the columns of a locked row that differ from `changes`; returns their names, as given.

    A row that has `updated_at` gets the present instant there, unless it has a later one. Nothing is written where
    nothing differs.
    """
    assert_in_action()
    changed = [name for name, value in changes.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, changes[name])
    if changed:
        save(row, *changed)
    return changed


def save(row: models.Model, *columns: str, at: datetime | None = None) -> None:
    """Save these columns of a locked row, and `updated_at` where it has one: `at` or now, never earlier than before."""
    assert_in_action()
    if updated_at := getattr(row, "updated_at", None):
        row.updated_at = max(at or clock.now(), updated_at)  # type: ignore[attr-defined]
        columns = (*columns, "updated_at")
    row.save(update_fields=columns)
