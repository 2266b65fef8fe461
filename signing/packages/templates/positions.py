"""Where in a PDF people sign."""

import math
from typing import Any

from rest_framework import serializers

from safeclose.refusals import Invalid
from signing.packages.fields import Word

KINDS = ("signature", "initials", "name", "date", "text")
LARGEST = 14_400  # points; the largest page of a PDF (ISO 32000-1, annex C)
MOST = 1000


class Number(serializers.FloatField):
    """A JSON number that is finite."""

    default_error_messages = {"not_a_number": "Must be a number."}

    def to_internal_value(self, data: Any) -> float:
        if type(data) not in (int, float) or not math.isfinite(data):
            self.fail("not_a_number")
        return super().to_internal_value(data)


class Page(serializers.IntegerField):
    """The number of a page, from 1."""

    def to_internal_value(self, data: Any) -> int:
        if type(data) is not int:
            self.fail("invalid")
        return super().to_internal_value(data)


class Position(serializers.Serializer[Any]):
    """A rectangle on a page, in points from its upper left corner, and what goes there."""

    page = Page(min_value=1, max_value=100_000)
    x = Number(min_value=0, max_value=LARGEST)
    y = Number(min_value=0, max_value=LARGEST)
    width = Number(min_value=1, max_value=LARGEST)
    height = Number(min_value=1, max_value=LARGEST)
    kind = Word(KINDS, help_text=", ".join(KINDS))


def refuse_beyond(positions: list[dict[str, Any]], page_count: int) -> None:
    """Raises Invalid for a position on a page that the PDF does not have."""
    for number, position in enumerate(positions):
        if position["page"] > page_count:
            raise Invalid(f"positions.{number}: The PDF has no page {position['page']}, it has {page_count}.")
