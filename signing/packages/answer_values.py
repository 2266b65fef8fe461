"""Values in answers that serializers would write too slowly, five hundred rows at a time."""

from datetime import datetime

from safeclose import clock


def text_id(number: int | None) -> str | None:
    """An id as a string."""
    return None if number is None else str(number)


def instant(at: datetime | None) -> str | None:
    """ISO 8601, UTC, milliseconds, `Z`."""
    return None if at is None else clock.iso(at)
