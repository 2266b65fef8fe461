"""Figures on the first page, which the apps contribute."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import models

from safeclose.registry import Registry

Amount = int | str


class Line(NamedTuple):
    """A number, what it counts, and a link; `is_bad` if it needs attention."""

    words: str
    amount: Amount
    address: str = ""
    is_bad: bool = False


class Bar(NamedTuple):
    """One bar of a chart: its name, its value, and the percentage of the highest."""

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


class FirstPageFigure(NamedTuple):
    """Who may see a figure, its place in the order, and how it is made.

    It is made at every visit of the page, so it must be fast: see `at_most`.
    """

    permission: str
    place: int
    make: Callable[[], Figure]


first_page_figures: Registry[FirstPageFigure] = Registry("figures")
MAX_COUNTED = 1_000


def every(has: Callable[[str], bool]) -> list[Figure]:
    in_order = sorted(first_page_figures.all().values(), key=lambda one: one.place)
    return [one.make() for one in in_order if has(one.permission)]


def at_most(rows: "models.QuerySet[models.Model]", most: int = MAX_COUNTED) -> int:
    """The number of rows, counted up to `most` + 1."""
    return rows.order_by()[: most + 1].count()


def displayed(amount: int, most: int = MAX_COUNTED) -> Amount:
    """A number for display; `more than 1,000` where it was not counted further."""
    return f"more than {most:,}" if amount > most else amount


def bars(amounts: Sequence[tuple[str, int]]) -> list[Bar]:
    highest = max((amount for _, amount in amounts), default=0) or 1
    return [Bar(words, amount, round(100 * amount / highest)) for words, amount in amounts]
