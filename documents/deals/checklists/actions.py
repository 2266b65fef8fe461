"""Everything that is written about closing checklists."""

from typing import Any

from documents.deals import signed_documents
from documents.deals.checklists.models import Checklist, ChecklistTemplate, Milestone
from documents.deals.checklists.steps import copied, due
from documents.deals.lifecycle import DEAL
from documents.deals.models import Deal
from documents.paper.models import Document
from safeclose import clock
from safeclose.actors import Actor
from safeclose.records import rows
from safeclose.records.rows import found, locked
from safeclose.records.transactions import action
from safeclose.refusals import Conflict
from workspace.events import bus
from workspace.models import Organization


@action
def record_signed(*, document_id: str, event_id: str, by: Actor) -> None:
    """Everyone has signed a document: its deal gets its checklist, once, if it is known when it closes.

    The date is the agreement's, and becomes the deal's, whatever somebody entered before: it is what the parties are
    bound to. An uploaded template says none; then the deal's counts. Listings and applications agree on no closing.
    Raises ChecklistTemplate.DoesNotExist where staff removed the template.
    """
    document = signed_documents.signed(document_id)
    if document is None or signed_documents.transaction_of(document) in signed_documents.PRELIMINARY:
        return
    deal = locked(Deal.objects.all(), id=document.deal_id)
    if deal.stage not in DEAL.terminal and not Checklist.objects.filter(deal=deal).exists():
        _settle(deal, document, by)
        if deal.closing_date:
            _spawn(deal, event_id, by)


def _settle(deal: Deal, document: Document, by: Actor) -> None:
    day = signed_documents.closing_date(document)
    if day and day != deal.closing_date:
        rows.change(deal, {"closing_date": day})
        bus.publish("deal.updated", about=deal, by=by, data={"changed": ["closingDate"]})


def _spawn(deal: Deal, event_id: str, by: Actor) -> None:
    assert deal.closing_date
    template = ChecklistTemplate.objects.get(deal_type=deal.type)
    checklist = Checklist.objects.create(deal=deal, title=template.title, event_id=event_id)
    made = Milestone.objects.bulk_create(copied(template, checklist, deal.closing_date))
    closing = deal.closing_date.isoformat()
    bus.publish(
        "checklist.spawned",
        about=deal,
        by=by,
        data={"checklistId": checklist.id, "closingDate": closing, "milestones": len(made)},
    )


@action
def change(
    *, milestone_id: str, deal_id: str, organization: Organization, changes: dict[str, Any], by: Actor
) -> Milestone:
    """Mark it as done (`done`: true) or not done, and note something about it (`note`), each optional.

    Raises Unknown, and Conflict where it is so already. What is done no longer moves with the closing date; what is
    taken up again is due by the date as it is now.
    """
    deal = locked(Deal.objects.of(organization), id=deal_id)
    milestone = found(Milestone.objects.filter(checklist__deal=deal).select_related("done_by"), id=milestone_id)
    if "done" in changes:
        _mark(milestone, deal, is_done=changes["done"], by=by)
    if changes.get("note", milestone.note) != milestone.note:
        milestone.note = changes["note"]
        milestone.save(update_fields=["note"])
        _publish("milestone.noted", deal, milestone, by)
    return milestone


def _mark(milestone: Milestone, deal: Deal, *, is_done: bool, by: Actor) -> None:
    assert deal.closing_date
    if is_done and milestone.done_at:
        raise Conflict(f"The milestone was done on {milestone.done_at:%Y-%m-%d}.")
    if not is_done and not milestone.done_at:
        raise Conflict("The milestone is not done.")
    milestone.done_at = clock.now() if is_done else None
    milestone.done_by_id = by.user_id if is_done else None
    if not is_done:
        milestone.due_date = due(deal.closing_date, milestone.offset_days)
    milestone.save(update_fields=["done_at", "done_by", "due_date"])
    _publish("milestone.done" if is_done else "milestone.reopened", deal, milestone, by)


def _publish(type: str, deal: Deal, milestone: Milestone, by: Actor) -> None:
    bus.publish(type, about=deal, by=by, data={"milestoneId": milestone.id, "milestone": milestone.title})
