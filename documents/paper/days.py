"""Days of the calendar, as the API writes them."""

import re
from datetime import date
from typing import Any

from drf_spectacular.utils import extend_schema_field

from safeclose.http.fields import Text

DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


@extend_schema_field({"type": "string", "format": "date"})
class Day(Text):
    """`2026-04-27`, and no other way to write a date."""

    default_error_messages = {"invalid_day": "Must be a date, such as 2026-04-27."}

    def to_internal_value(self, data: Any) -> Any:
        text = super().to_internal_value(data)
        if not DAY.fullmatch(text):
            self.fail("invalid_day")
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.fail("invalid_day")
