"""What is written about the settings of locations."""

from collections.abc import Mapping
from typing import Any

from safeclose.actors import Actor
from safeclose.records import rows
from safeclose.records.transactions import action
from signing.packages.settings.models import LocationSettings
from workspace.events import bus


@action
def change(*, location_id: int, changes: Mapping[str, Any], by: Actor) -> LocationSettings:
    """Change `reminder_days`, `default_expiry_days`, `sender_name`, each optional, for packages from now on.

    What changes nothing leaves everything as it is.
    """
    row, _ = LocationSettings.objects.select_for_update().get_or_create(location_id=location_id)
    if rows.change(row, changes):
        bus.publish("location.settings_updated", about=row, by=by)
    return row
