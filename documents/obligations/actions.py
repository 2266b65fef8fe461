"""What is written about obligations, beside what generating a document writes."""

from documents.obligations import steps
from documents.obligations.models import Obligation
from documents.paper.models import Document
from safeclose import clock
from safeclose.actors import Actor
from safeclose.records.rows import locked
from safeclose.records.transactions import action
from safeclose.refusals import Conflict
from workspace.events import bus
from workspace.models import Organization


@action
def resolve(*, obligation_id: str, organization: Organization, by: Actor) -> Obligation:
    """It is done, and leaves the feed. Raises Unknown, or Conflict where it was done already."""
    obligation = locked(Obligation.objects.of(organization), id=obligation_id)
    if obligation.resolved_at:
        raise Conflict(f"The obligation was resolved on {obligation.resolved_at:%Y-%m-%d}.")
    obligation.resolved_at = clock.now()
    obligation.resolved_by_id = by.user_id
    obligation.save(update_fields=["resolved_at", "resolved_by"])
    bus.publish("obligation.resolved", about=obligation, by=by)
    return obligation


@action
def record_signed(*, document_id: str) -> None:
    """Everyone has signed: the deposit's day is known, and the offer no longer lapses."""
    document = Document.objects.select_for_update().filter(id=document_id).first()
    if document and document.status != Document.Status.DRAFT:
        steps.sync(document)
