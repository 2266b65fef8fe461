"""Steps of the actions on deals; each asserts that an action runs."""

from typing import Any

from documents.deals.lifecycle import DEAL, moved_to
from documents.deals.models import Deal, StageChange
from safeclose.actors import Actor
from safeclose.records import rows
from safeclose.records.transactions import assert_in_action
from workspace.events import bus


def move(deal: Deal, stage: str, *, by: Actor, event_id: str | None = None) -> None:
    """Bring the locked deal to a later stage, log it and tell it. Raises Conflict where it can't go there."""
    assert_in_action()
    before, deal.stage = deal.stage, DEAL.after(deal.stage, moved_to(stage))
    rows.save(deal, "stage")
    StageChange.objects.create(
        deal=deal,
        from_stage=before,
        to_stage=deal.stage,
        at=deal.updated_at,
        by_kind=by.kind,
        by_id=by.id,
        event_id=event_id,
    )
    tell("deal.stage_changed", deal, by, **{"from": before, "to": deal.stage, "eventId": event_id})


def tell(type: str, deal: Deal, by: Actor, **data: Any) -> None:
    """Publish what happened to a deal."""
    bus.publish(
        type,
        subject_type="deal",
        subject_id=deal.id,
        by=by,
        organization_id=deal.organization_id,
        data={"title": deal.title, "type": deal.type, "stage": deal.stage, **data},
    )
