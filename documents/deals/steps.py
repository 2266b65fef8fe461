"""Steps of the actions on deals; each asserts that an action runs."""

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
    bus.publish("deal.stage_changed", about=deal, by=by, data={"from": before, "to": deal.stage, "eventId": event_id})
