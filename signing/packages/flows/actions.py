"""What is written about flows."""

from collections.abc import Mapping, Sequence, Set
from typing import Any

from safeclose import clock
from safeclose.actors import Actor
from safeclose.records import rows
from safeclose.records.rows import locked
from safeclose.records.transactions import action
from safeclose.refusals import Invalid
from signing.packages.flows.models import Flow
from signing.packages.templates.steps import lock_usable
from workspace.events import bus
from workspace.models import Location

# Names inside, and as they are stored.
OPTIONAL = {"order": "order", "signers": "signers", "documents": "documents", "auth_method": "authMethod"}


@action
def create(*, location: Location, name: str, steps: Sequence[Mapping[str, Any]], by: Actor) -> Flow:
    """Create a flow of steps with `kind`, `title`, `template_id`, `order`, `signers`, `documents`, `auth_method`.

    Raises Invalid for a step with a template of another location, or an inactive one.
    """
    locked(Location.objects.all(), id=location.pk)  # it may not be deleted meanwhile
    stored = _stored(steps)
    _refuse_strange_templates(location.pk, stored)
    at = clock.now()
    flow: Flow = Flow.objects.create(
        location=location,
        name=name,
        steps=stored,
        created_by_id=by.user_id,
        created_at=at,
        updated_at=at,
    )
    bus.publish("flow.created", about=flow, by=by)
    return flow


@action
def delete(*, flow_id: int, by: Actor) -> Flow | None:
    """Remove a flow; one that a package follows is archived instead, and answered.

    Raises Conflict where it is archived, and used still. Under its lock, which everything takes that begins to use it.
    """
    flow: Flow = locked(Flow.objects.all(), id=flow_id)
    is_used = flow.signings.exists()
    if is_used:
        flow.refuse_archived()
        rows.change(flow, {"active": False, "archived_at": clock.now()})
        bus.publish("flow.archived", about=flow, by=by)
    else:
        bus.publish("flow.deleted", about=flow, by=by)
        flow.delete()
    return flow if is_used else None


@action
def change(*, flow_id: int, changes: Mapping[str, Any], by: Actor) -> Flow:
    """Change `name`, `active` or `steps`. Packages that were sent have steps of their own, which stay."""
    flow: Flow = locked(Flow.objects.all(), id=flow_id)
    flow.refuse_archived()
    written = {**changes, "steps": _stored(changes["steps"])} if "steps" in changes else changes
    if written.get("steps", flow.steps) != flow.steps:
        kept = {step.get("templateId") for step in flow.steps}
        _refuse_strange_templates(flow.location_id, written["steps"], kept)
    if rows.change(flow, written):
        bus.publish("flow.updated", about=flow, by=by)
    return flow


def _stored(steps: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The steps as `Flow.steps` holds them: without what they do not say."""
    return [
        {"kind": step["kind"], "title": step["title"]}
        | ({"templateId": str(step["template_id"])} if step.get("template_id") is not None else {})
        | {key: step[name] for name, key in OPTIONAL.items() if step.get(name)}
        for step in steps
    ]


def _refuse_strange_templates(
    location_id: int, steps: Sequence[Mapping[str, Any]], kept: Set[str | None] = frozenset()
) -> None:
    """Raises Invalid, but not for the templates that the flow has `kept`, even if they are out of use by now."""
    named = {step["templateId"] for step in steps if "templateId" in step} - kept
    if len(lock_usable(location_id, [int(one) for one in named])) < len(named):
        raise Invalid("steps: templateId must name an active template of this location.")
