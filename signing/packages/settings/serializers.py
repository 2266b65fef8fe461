"""Shapes of a location's settings."""

from typing import Any

from rest_framework.serializers import CharField, IntegerField

from safeclose.http.fields import NumericId, WholeNumber
from safeclose.http.shapes import Shape
from safeclose.http.text_fields import Line
from signing.packages.settings.models import LocationSettings


class SettingsChangesShape(Shape):
    """The body of a change; null: no reminders, no expiry, the service's own name."""

    reminder_days = WholeNumber(min_value=1, max_value=90, required=False, allow_null=True)
    default_expiry_days = WholeNumber(min_value=1, max_value=365, required=False, allow_null=True)
    sender_name = Line(max_length=120, required=False, allow_null=True, allow_blank=True)

    def validate(self, attrs: Any) -> Any:
        return {**attrs, "sender_name": attrs["sender_name"] or ""} if "sender_name" in attrs else attrs


class LocationSettingsShape(Shape):
    """What a location sets for its packages."""

    location_id = NumericId()
    reminder_days = IntegerField(allow_null=True)
    default_expiry_days = IntegerField(allow_null=True)
    sender_name = CharField(allow_null=True)

    def get_sender_name(self, row: LocationSettings) -> str | None:
        return row.sender_name or None
