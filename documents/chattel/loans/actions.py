"""What is written about the loans of documents that are there already."""

from collections.abc import Mapping
from typing import Any

from documents.chattel.loans import steps as loans
from documents.chattel.register import steps
from documents.chattel.register.models import ChattelDocument
from safeclose.actors import Actor
from safeclose.records import rows
from safeclose.records.transactions import action
from safeclose.refusals import Unknown
from workspace.events import bus


@action
def put(*, owner_id: int, document_id: str, columns: Mapping[str, Any], by: Actor) -> ChattelDocument:
    """Attach the loan, or replace it. What changes nothing leaves everything as it is."""
    document = steps.lock(owner_id, document_id)
    if loans.attach(document, columns):
        rows.save(document)
        bus.publish("document.loan_updated", about=document, by=by, data={"status": columns["status"]})
    return document


@action
def remove(*, owner_id: int, document_id: str, by: Actor) -> None:
    """Take the loan away; raises Unknown where there is none."""
    document = steps.lock(owner_id, document_id)
    loan = loans.loan_of(document)
    if loan is None:
        raise Unknown
    loan.delete()
    rows.save(document)
    bus.publish("document.loan_updated", about=document, by=by, data={"status": None})
