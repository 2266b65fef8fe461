"""A field for names of time zones from the IANA database."""

from functools import cache
from typing import Any
from zoneinfo import available_timezones

from safeclose.http.fields import Text


class Timezone(Text):
    """`America/Toronto`."""

    default_error_messages = {"unknown": "Must be a time zone of the IANA database, such as America/Toronto."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 64, **kwargs})

    def to_internal_value(self, data: Any) -> str:
        name = super().to_internal_value(data)
        if name not in _names():
            self.fail("unknown")
        return name


@cache
def _names() -> frozenset[str]:
    return frozenset(available_timezones() - {"Factory"})  # which stands for "not yet set"
