"""What the first page tells at a glance: every app adds its figures."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import models

Amount = int | str


class Line(NamedTuple):
    """A number, what it counts, and where it leads; `is_bad` where someone should look."""

    words: str
    amount: Amount
    address: str = ""
    is_bad: bool = False


class Bar(NamedTuple):
    """One bar of a chart: its name, its height, and that in hundredths of the highest."""

    words: str
    amount: int
    percent: int


@dataclass(frozen=True)
class Figure:
    """A few numbers, or a chart, under one title."""

    title: str
    lines: Sequence[Line] = ()
    bars: Sequence[Bar] = field(default=())
    note: str = ""


class _Source(NamedTuple):
    place: int
    permission: str
    made: Callable[[], Figure]


_sources: dict[str, _Source] = {}
MOST = 1_000


def figure(permission: str, *, place: int) -> Callable[[Callable[[], Figure]], Callable[[], Figure]]:
    """Mark a function that makes a figure, for those with a permission. It asks the database little: see `at_most`."""

    def register(made: Callable[[], Figure]) -> Callable[[], Figure]:
        _sources[f"{made.__module__}.{made.__qualname__}"] = _Source(place, permission, made)
        return made

    return register


def every(has: Callable[[str], bool]) -> list[Figure]:
    """All figures that a person may see, in their order."""
    return [one.made() for one in sorted(_sources.values(), key=lambda one: one.place) if has(one.permission)]


def at_most(rows: "models.QuerySet[models.Model]", most: int = MOST) -> int:
    """How many rows; not counted beyond `most` + 1."""
    return rows.order_by()[: most + 1].count()


def told(amount: int, most: int = MOST) -> Amount:
    """A number as it is shown: `more than 1,000` where it was not counted further."""
    return f"more than {most:,}" if amount > most else amount


def bars(amounts: Sequence[tuple[str, int]]) -> list[Bar]:
    """A chart of these numbers."""
    highest = max((amount for _, amount in amounts), default=0) or 1
    return [Bar(words, amount, round(100 * amount / highest)) for words, amount in amounts]
