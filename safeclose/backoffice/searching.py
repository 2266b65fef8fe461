"""What a search box looks for. Each of these must be carried by an index of its own."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError, models
from django.db.models.functions import Lower

Find = Callable[[str], "models.QuerySet[Any]"]
MOST = 500  # rows that one of them may find


def exact(model: type[models.Model], column: str, *, row: str = "pk") -> Find:
    """Rows in which the column is exactly this; `row` leads from there to the key of the row that is listed."""
    return lambda term: model._default_manager.filter(**{column: term}).order_by().values_list(row, flat=True)


def newest(model: type[models.Model], column: str) -> Find:
    """The newest of very many rows in which the column is exactly this; needs an index on both, in that order."""
    return lambda term: model._default_manager.filter(**{column: term}).order_by("-pk").values_list("pk", flat=True)


def number(model: type[models.Model], column: str = "pk", *, row: str = "pk") -> Find:
    """Rows in which the column is exactly this number; none for what is no number."""

    def find(term: str) -> "models.QuerySet[Any]":
        rows = model._default_manager.order_by().values_list(row, flat=True)
        return (
            rows.filter(**{column: int(term)}) if term.isascii() and term.isdigit() and len(term) < 18 else rows.none()
        )

    return find


def beginning(model: type[models.Model], column: str, *, row: str = "pk") -> Find:
    """Rows in which the column begins with this, whatever the case.

    Needs an index `OpClass(Lower(column), "text_pattern_ops")`.
    """

    def find(term: str) -> "models.QuerySet[Any]":
        rows = model._default_manager.alias(folded=Lower(column))
        return rows.filter(folded__startswith=term.lower()).order_by().values_list(row, flat=True)

    return find


def found(finds: tuple[Find, ...], term: str) -> set[Any]:
    """The keys of all rows that one of them finds; one query for each, whatever is found."""
    keys: set[Any] = set()
    for find in finds:
        try:
            keys.update(find(term)[:MOST])
        except (ValidationError, ValueError, OverflowError, DataError):  # an id that can't be one
            continue
    return keys
