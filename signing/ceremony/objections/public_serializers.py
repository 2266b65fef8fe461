"""Shape of an objection."""

from safeclose.http.fields import Text
from safeclose.http.shapes import Shape


class ObjectionShape(Shape):
    """The body; all of it is optional."""

    reason = Text(max_length=1000, default=None, allow_blank=True, allow_null=True)

    def validate_reason(self, reason: str | None) -> str | None:
        return reason or None
