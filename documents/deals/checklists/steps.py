"""Steps that bring a deal's checklist in step with the deal."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from documents.deals.checklists.models import Checklist, ChecklistTemplate, Milestone
from documents.deals.models import Deal
from safeclose.actors import Actor
from safeclose.records.transactions import assert_in_action
from safeclose.refusals import Conflict
from workspace.events import bus


def due(closing: date, offset_days: int) -> date:
    """The day that lies so many days after the closing, or before it."""
    return closing + timedelta(days=offset_days)


def copied(template: ChecklistTemplate, checklist: Checklist, closing: date) -> Iterable[Milestone]:
    """The template's milestones as the checklist's own."""
    for number, one in enumerate(template.milestones.all(), start=1):
        yield Milestone(
            checklist=checklist,
            number=number,
            title=one.title,
            offset_days=one.offset_days,
            due_date=due(closing, one.offset_days),
        )


def follow(deal: Deal, changed: Collection[str], *, by: Actor) -> None:
    """These columns of the locked deal were changed. Raises Conflict where its checklist stands on them."""
    assert_in_action()
    checklist = Checklist.objects.filter(deal=deal).first()
    if checklist is None:
        return
    if "type" in changed:
        raise Conflict("The deal has a closing checklist, so its type can't be changed.")
    if deal.closing_date is None:
        raise Conflict("The deal has a closing checklist, so its closing date can't be taken away.")
    if "closing_date" in changed:
        number = _move(checklist, deal.closing_date)
        bus.publish(
            "checklist.moved",
            about=deal,
            by=by,
            data={"closingDate": deal.closing_date.isoformat(), "milestones": number},
        )


def _move(checklist: Checklist, closing: date) -> int:
    """What is done stays on its day; how many are not."""
    milestones = list(checklist.milestones.filter(done_at=None))
    for milestone in milestones:
        milestone.due_date = due(closing, milestone.offset_days)
    return Milestone.objects.bulk_update(milestones, ["due_date"])
