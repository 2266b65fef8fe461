"""Shapes of a location's settings."""

from typing import Any

from rest_framework import serializers

from safeclose.http.fields import WholeNumber
from safeclose.http.text_fields import Line
from signing.packages.settings.models import LocationSettings


class SettingsChanges(serializers.Serializer[Any]):
    """The body of a change; null: no reminders, no expiry, the service's own name."""

    reminderDays = WholeNumber(min_value=1, max_value=90, required=False, allow_null=True, source="reminder_days")
    defaultExpiryDays = WholeNumber(
        min_value=1, max_value=365, required=False, allow_null=True, source="default_expiry_days"
    )
    senderName = Line(max_length=120, required=False, allow_null=True, allow_blank=True, source="sender_name")

    def validate(self, attrs: Any) -> Any:
        """None is no name."""
        return {**attrs, "sender_name": attrs["sender_name"] or ""} if "sender_name" in attrs else attrs


class SettingsAnswer(serializers.Serializer[Any]):
    """What a location sets for its packages."""

    locationId = serializers.CharField()
    reminderDays = serializers.IntegerField(allow_null=True)
    defaultExpiryDays = serializers.IntegerField(allow_null=True)
    senderName = serializers.CharField(allow_null=True)


class OneLocationSettings(serializers.Serializer[Any]):
    """Settings, wrapped."""

    settings = SettingsAnswer()


def shown_settings(row: LocationSettings) -> dict[str, Any]:
    """A row as sent to clients."""
    return {
        "locationId": str(row.location_id),
        "reminderDays": row.reminder_days,
        "defaultExpiryDays": row.default_expiry_days,
        "senderName": row.sender_name or None,
    }
