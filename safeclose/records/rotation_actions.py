"""Encrypting again, under the present SECRET_KEY, what an earlier one has encrypted."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.apps import apps

from safeclose.records.transactions import action
from safeclose.registry import Registry
from safeclose.secrets.encryption import Unreadable, decrypted, encrypted, is_current

# The purpose that `encryption.encrypted` was given, by column: `app.Model.column`.
encrypted_columns: Registry[str] = Registry("encrypted columns")

ROWS_AT_ONCE = 100


class Rotated(NamedTuple):
    """What was done with some rows of a column; `unreadable` are the keys of rows that no configured key decrypts."""

    column: str
    rotated: int
    unreadable: list[str]


def rotate_all() -> Iterator[Rotated]:
    """Goes through all encrypted columns, some rows at a time, each time in a transaction of its own."""
    for column, purpose in encrypted_columns.all().items():
        model_name, _, name = column.rpartition(".")
        model = apps.get_model(model_name)
        keys = list(model._base_manager.exclude(**{name: None}).order_by("pk").values_list("pk", flat=True))
        for first in range(0, len(keys), ROWS_AT_ONCE):
            yield _rotate(
                model=model, name=name, column=column, purpose=purpose, keys=keys[first : first + ROWS_AT_ONCE]
            )


@action
def _rotate(*, model: Any, name: str, column: str, purpose: str, keys: list[Any]) -> Rotated:
    rotated, unreadable = 0, []
    # NO KEY UPDATE: other rows may go on referring to these.
    for row in model._base_manager.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True):
        token = getattr(row, name)
        if token is None or is_current(token, purpose=purpose):
            continue
        try:
            setattr(row, name, encrypted(decrypted(token, purpose=purpose), purpose=purpose))
        except Unreadable:
            unreadable.append(str(row.pk))
            continue
        row.save(update_fields=[name])
        rotated += 1
    return Rotated(column, rotated, unreadable)
