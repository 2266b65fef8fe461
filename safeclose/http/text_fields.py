"""Text fields of the API with a rule of their own: one line, and a day of the calendar."""

import re
from datetime import date
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework.serializers import ValidationError

from safeclose.http.fields import Text
from safeclose.plain_text import trimmed

DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Line(Text):
    """One line of text, trimmed, such as a title or a name. Line breaks, tabs and control characters are refused.

    Marks that change the reading order (U+202A to U+202E, U+2066 to U+2069) are refused too: they can make a name
    look like another one.
    """

    default_error_messages = {"not_one_line": "Must be one line, without tabs."}

    def to_internal_value(self, data: Any) -> str:
        line, faults = trimmed(super().to_internal_value(data))
        if faults:
            raise ValidationError(faults[""])
        if "\t" in line or len(line.splitlines()) > 1:
            self.fail("not_one_line")
        return str(line)


@extend_schema_field({"type": "string", "format": "date"})
class Day(Text):
    """A date written as `2026-04-27`; every other form of ISO 8601 is refused."""

    default_error_messages = {"invalid_day": "Must be a date, such as 2026-04-27."}

    def to_internal_value(self, data: Any) -> Any:
        text = super().to_internal_value(data)
        if not DAY.fullmatch(text):
            self.fail("invalid_day")
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.fail("invalid_day")

    def to_representation(self, value: Any) -> str:
        return str(value)
