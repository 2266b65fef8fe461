"""Where in a PDF people sign: what is stored and answered of a mark before it is sent.

A position is a mapping with the keys of `safeclose.marks.definitions.Mark`; in templates it may name a `party`, in the
documents of packages also a `signer`. Those that were stored by version 1.0.0 have no `id`, `required` and `label`:
`completed` adds them. A text or checkbox has to be filled in only where that is said: clients that sign without marks
would otherwise be refused.
"""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.serializers import JSONField

from documents.rendering.page_images import PageSize
from safeclose.http.fields import Switch, Text, WholeNumber
from safeclose.http.shapes import Shape
from safeclose.http.text_fields import Line
from safeclose.marks.definitions import ENTERED, ID, MAX_LABEL, MAX_MARKS, MAX_PAGE_POINTS, MarkKind
from safeclose.refusals import Invalid
from signing.packages.fields import Word

KINDS = tuple(str(kind) for kind in MarkKind)
MAX_POSITIONS = MAX_MARKS
MAX_PAGE = 100_000
MAX_PARTY = 100
ROUNDING = 0.01  # points: sizes and rectangles are written to the hundredth

Position = dict[str, Any]


class Number(serializers.FloatField):
    """A JSON number that is finite."""

    default_error_messages = {"not_a_number": "Must be a number."}

    def to_internal_value(self, data: Any) -> float:
        if type(data) not in (int, float) or not math.isfinite(data):
            self.fail("not_a_number")
        return super().to_internal_value(data)


class PositionId(Text):
    """What names a position in its document."""

    default_error_messages = {"not_an_id": "Must be 1 to 64 of the letters A to Z, a to z, digits, and . _ -"}

    def to_internal_value(self, data: Any) -> str:
        identifier = super().to_internal_value(data)
        if not ID.fullmatch(identifier):
            self.fail("not_an_id")
        return identifier


class PositionShape(Shape):
    """A rectangle on a page, in points from its upper left corner, and what goes there."""

    id = PositionId(required=False, help_text="Unique in its document; `p1`, `p2`, … where none is given.")
    page = WholeNumber(min_value=1, max_value=MAX_PAGE)
    x = Number(min_value=0, max_value=MAX_PAGE_POINTS)
    y = Number(min_value=0, max_value=MAX_PAGE_POINTS)
    width = Number(min_value=1, max_value=MAX_PAGE_POINTS)
    height = Number(min_value=1, max_value=MAX_PAGE_POINTS)
    kind = Word(KINDS, help_text=", ".join(KINDS))
    party = Line(max_length=MAX_PARTY, required=False, help_text='Whom it is for, such as "buyer".')
    required_ = Switch(
        required=False, help_text="Without it true, but false for text and checkbox, which only the signer can enter."
    )
    label_ = Line(max_length=MAX_LABEL, default="", allow_blank=True)


@extend_schema_field(PositionShape(many=True))
class StoredPositions(JSONField):
    """Positions as they are stored, which is as they are answered."""


def numbered(positions: Sequence[Position]) -> list[Position]:
    """With an `id` each: those that have none get `p1`, `p2`, …. Raises Invalid where two have the same."""
    given: set[str] = set()
    for number, position in enumerate(positions):
        if position.get("id") in given:
            raise Invalid(f"positions.{number}.id: Another position has the id {position['id']}.")
        given |= {position["id"]} if "id" in position else set()
    free = _free_ids(given)
    return [{"id": position["id"] if "id" in position else next(free), **position} for position in positions]


def completed(stored: Sequence[Mapping[str, Any]]) -> list[Position]:
    """Positions with all keys, as given by a client or stored by any version."""
    return numbered([{"required": one["kind"] not in ENTERED, "label": "", **one} for one in stored])


def refuse_beyond(positions: Iterable[Position], sizes: Sequence[PageSize]) -> None:
    """Raises Invalid for a position on a page that the PDF does not have, or that does not lie on its page."""
    for number, position in enumerate(positions):
        if position["page"] > len(sizes):
            raise Invalid(f"positions.{number}: The PDF has no page {position['page']}, it has {len(sizes)}.")
        if not lies_on(position, sizes):
            size = " by ".join(f"{side:g}" for side in sizes[position["page"] - 1])
            raise Invalid(f"positions.{number}: It does not lie on page {position['page']}, which has {size} points.")


def lies_on(position: Mapping[str, Any], sizes: Sequence[PageSize]) -> bool:
    """Whether the PDF has the page, and the whole rectangle is on it."""
    if position["page"] > len(sizes):
        return False
    size = sizes[position["page"] - 1]
    right, bottom = position["x"] + position["width"], position["y"] + position["height"]
    return bool(right <= size.width + ROUNDING and bottom <= size.height + ROUNDING)


def _free_ids(taken: Collection[str]) -> Iterator[str]:
    number = 0
    while True:
        number += 1
        if f"p{number}" not in taken:
            yield f"p{number}"
