"""What a search box finds. Each lookup needs an index."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError, models
from django.db.models.functions import Lower

Find = Callable[[str], "models.QuerySet[Any]"]
MAX_FOUND_ROWS = 500  # of one lookup


def exact(model: type[models.Model], column: str, *, row: str = "pk") -> Find:
    """Rows with exactly this value; `row` is the path from there to the key of the listed row."""
    return lambda term: model._default_manager.filter(**{column: term}).order_by().values_list(row, flat=True)


def newest(model: type[models.Model], column: str) -> Find:
    """The newest of many rows with exactly this value; needs an index on the column and the key, in that order."""
    return lambda term: model._default_manager.filter(**{column: term}).order_by("-pk").values_list("pk", flat=True)


def number(model: type[models.Model], column: str = "pk", *, row: str = "pk") -> Find:
    """Rows with exactly this number; none if the term is no number."""

    def find(term: str) -> "models.QuerySet[Any]":
        rows = model._default_manager.order_by().values_list(row, flat=True)
        return (
            rows.filter(**{column: int(term)}) if term.isascii() and term.isdigit() and len(term) < 18 else rows.none()
        )

    return find


@dataclass(frozen=True)
class Beginning:
    """Rows whose column begins with the term, ignoring case; `row` is as for `exact`.

    Needs an index `OpClass(Lower(column), "text_pattern_ops")`.
    """

    model: type[models.Model]
    column: str
    row: str = "pk"

    def __call__(self, term: str) -> "models.QuerySet[Any]":
        rows = self.model._default_manager.alias(folded=Lower(self.column))
        return rows.filter(folded__startswith=term.lower()).order_by().values_list(self.row, flat=True)


def beginning(model: type[models.Model], column: str, *, row: str = "pk") -> Find:
    return Beginning(model, column, row)


def fields_searched(finds: Mapping[str, Find]) -> str:
    """`the beginning of a signer's e-mail, and the envelope's id`: what the search box looks at."""
    names = [
        f"the beginning of {_the(name)}" if isinstance(find, Beginning) else _the(name) for name, find in finds.items()
    ]
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def _the(name: str) -> str:
    return name if name.startswith(("a ", "an ", "the ", "its ")) else f"the {name}"


def found(finds: tuple[Find, ...], term: str) -> set[Any]:
    """The keys of all rows that the lookups find, with one query each."""
    keys: set[Any] = set()
    for find in finds:
        try:
            keys.update(find(term)[:MAX_FOUND_ROWS])
        except (ValidationError, ValueError, OverflowError, DataError):  # an id that can't be one
            continue
    return keys
