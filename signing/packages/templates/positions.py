"""Where in a PDF people sign."""

import math
from typing import Any

from rest_framework import serializers

from safeclose.http.fields import WholeNumber
from safeclose.http.shapes import Shape
from safeclose.refusals import Invalid
from signing.packages.fields import Word

KINDS = ("signature", "initials", "name", "date", "text")
MAX_PAGE_POINTS = 14_400  # the largest page of a PDF (ISO 32000-1, annex C)
MAX_POSITIONS = 1000


class Number(serializers.FloatField):
    """A JSON number that is finite."""

    default_error_messages = {"not_a_number": "Must be a number."}

    def to_internal_value(self, data: Any) -> float:
        if type(data) not in (int, float) or not math.isfinite(data):
            self.fail("not_a_number")
        return super().to_internal_value(data)


class PositionShape(Shape):
    """A rectangle on a page, in points from its upper left corner, and what goes there."""

    page = WholeNumber(min_value=1, max_value=100_000)
    x = Number(min_value=0, max_value=MAX_PAGE_POINTS)
    y = Number(min_value=0, max_value=MAX_PAGE_POINTS)
    width = Number(min_value=1, max_value=MAX_PAGE_POINTS)
    height = Number(min_value=1, max_value=MAX_PAGE_POINTS)
    kind = Word(KINDS, help_text=", ".join(KINDS))


def refuse_beyond(positions: list[dict[str, Any]], page_count: int) -> None:
    """Raises Invalid for a position on a page that the PDF does not have."""
    for number, position in enumerate(positions):
        if position["page"] > page_count:
            raise Invalid(f"positions.{number}: The PDF has no page {position['page']}, it has {page_count}.")
