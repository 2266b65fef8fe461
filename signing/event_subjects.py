"""What events are about: for each model, the subject that a row is."""

from collections.abc import Callable
from typing import Any

from signing.envelopes.models import Envelope
from signing.evidence.checkpoints.models import Checkpoint
from signing.evidence.models import Trail
from signing.packages.at_location import AtLocation
from signing.packages.flows.models import Flow
from signing.packages.identities.models import ManagerMembership
from signing.packages.package.models import Signing
from signing.packages.settings.models import LocationSettings
from signing.packages.templates.models import Template
from workspace.events.catalogue import Subject
from workspace.models import Location


def _envelope(row: Envelope) -> Subject:
    return Subject("envelope", row.id, row.organization_id, data={"documentId": row.document_id})


def _trail(row: Trail) -> Subject:
    return Subject(row.kind, row.id, row.organization_id)


def _checkpoint(row: Checkpoint) -> Subject:
    return Subject("checkpoint", row.id, row.organization_id, data={"seq": row.seq, "size": row.size})


def _signing(row: Signing) -> Subject:
    return _at_location("signing", row, title=row.title)


def _template(row: Template) -> Subject:
    return _at_location("template", row, name=row.name)


def _flow(row: Flow) -> Subject:
    return _at_location("flow", row, name=row.name)


def _settings(row: LocationSettings) -> Subject:
    number = row.location_id
    organization_id = Location.objects.values_list("organization_id", flat=True).get(pk=number)
    return Subject("location", str(number), organization_id, data={"locationId": str(number)})


def _manager(row: ManagerMembership) -> Subject:
    """What a manager may do now; of a revocation, what they might do until now."""
    data = {
        "userId": str(row.manager.user_id),
        "locationId": None if row.location_id is None else str(row.location_id),
        **row.rights,
    }
    return Subject("manager", str(row.pk), row.organization_id, data=data)


def _at_location(type: str, row: AtLocation, **data: str) -> Subject:
    return Subject(type, str(row.pk), row.organization_id, data={"locationId": str(row.location_id), **data})


EVENT_SUBJECTS: dict[type[Any], Callable[[Any], Subject]] = {
    Envelope: _envelope,
    Trail: _trail,
    Checkpoint: _checkpoint,
    Signing: _signing,
    Template: _template,
    Flow: _flow,
    LocationSettings: _settings,
    ManagerMembership: _manager,
}
