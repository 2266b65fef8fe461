"""Finding, locking and changing one row."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import DatabaseError, DataError, connection, models

from safeclose import clock
from safeclose.records.prepared import preparing_cursor
from safeclose.records.transactions import assert_in_action
from safeclose.refusals import Unknown

M = TypeVar("M", bound=models.Model)


def found(rows: models.QuerySet[M], **lookup: object) -> M:
    """The row of `lookup`. Raises Unknown if there is none, also for a malformed id."""
    try:
        return rows.get(**lookup)
    except (ObjectDoesNotExist, ValidationError, ValueError, OverflowError, DataError) as error:
        raise Unknown from error


def locked(rows: models.QuerySet[M], *, also: tuple[str, ...] = (), whole: bool = True, **lookup: object) -> M:
    """Like `found`, and locked until the action ends, together with the rows of its foreign keys in `also`.

    `whole=False` takes a weaker lock (NO KEY UPDATE), with which other actions can insert rows that refer to it; for
    rows that are not deleted and are locked before others (users, before organizations). Other rows are not joined,
    since without a lock they could be out of date.
    """
    assert_in_action()
    unjoined = rows.select_related(None)
    joined = unjoined.select_related(*also) if also else unjoined  # without names Django would join all foreign keys
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
    fields = [_field(row, name) for name in dict.fromkeys(columns)]
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in (*fields, row._meta.pk)]
    with preparing_cursor() as cursor:
        cursor.execute(_update(type(row), tuple(field.column for field in fields)), values)
        if cursor.rowcount != 1:
            raise DatabaseError(f"There is no {row._meta.verbose_name} {row.pk} to save.")


def _field(row: models.Model, name: str) -> Any:
    return row._meta.get_field(name)


@cache
def _update(model: type[models.Model], columns: tuple[str, ...]) -> str:
    """Django takes longer to write this than PostgreSQL to do it."""
    changes = ", ".join(f'"{column}" = %s' for column in columns)
    return f'UPDATE "{model._meta.db_table}" SET {changes} WHERE "{model._meta.pk.column}" = %s'  # noqa: S608 - names only
