"""Events of packages, templates, flows and settings, published for the organization of their location."""

from collections.abc import Mapping
from typing import Any

from safeclose.actors import Actor
from workspace.events import bus
from workspace.models import Location


def tell(
    type: str,
    subject_id: int,
    *,
    location_id: int,
    by: Actor,
    data: Mapping[str, Any] | None = None,
    once: bool = False,
) -> None:
    """Publish `signing.…`, `template.…`, `flow.…` or `location.…`, within the action that runs."""
    location = Location.objects.select_related("company").get(pk=location_id)
    bus.publish(
        type,
        subject_type=type.partition(".")[0],
        subject_id=str(subject_id),
        by=by,
        organization_id=location.company.organization_id,
        data={"locationId": str(location_id), **(data or {})},
        once=once,
    )
