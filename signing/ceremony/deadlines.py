"""Deadlines of what is out for signature, and moving them to a later instant."""

from datetime import datetime, timedelta
from typing import Any

from rest_framework.serializers import ValidationError

from safeclose.http.fields import Timestamp, WholeNumber
from safeclose.http.shapes import Shape
from safeclose.refusals import Conflict, Invalid

MAX_DAYS = 365
NO_DEADLINE = "There is no deadline, so none can be extended."


class ExtensionShape(Shape):
    """The body of an extension: exactly one of the two."""

    expires_at = Timestamp(required=False, help_text="At most 365 days from now.")
    expires_in_days = WholeNumber(min_value=1, max_value=MAX_DAYS, required=False, help_text="Days from now.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Raises ValidationError unless exactly one is there."""
        if len(attrs) != 1:
            raise ValidationError("Say either expiresAt or expiresInDays.")
        return attrs


def extended(
    present: datetime | None, *, at: datetime, expires_at: datetime | None = None, expires_in_days: int | None = None
) -> datetime:
    """The new deadline in place of `present`, by one of the last two arguments; `at` is now.

    Raises Conflict where there is no deadline, and Invalid for one that is not later than the present one and than
    now, or more than 365 days from now.
    """
    if present is None:
        raise Conflict(NO_DEADLINE)
    name = "expiresAt" if expires_at else "expiresInDays"
    deadline = expires_at or at + timedelta(days=expires_in_days or 0)
    deadline = deadline.replace(microsecond=deadline.microsecond // 1000 * 1000)
    if deadline <= max(at, present):
        raise _invalid(name, "Must be later than the present deadline, and than now.")
    if deadline > at + timedelta(days=MAX_DAYS):
        raise _invalid(name, f"Must be at most {MAX_DAYS} days from now.")
    return deadline


def _invalid(name: str, sentence: str) -> Invalid:
    return Invalid(f"{name}: {sentence}", fields={name: [sentence]})
