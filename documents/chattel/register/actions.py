"""What is written about chattel documents."""

from collections.abc import Mapping
from typing import Any

from documents.chattel.loans import steps as loans
from documents.chattel.register import steps
from documents.chattel.register.deletion_holds import refuse_held
from documents.chattel.register.models import ChattelDocument
from documents.chattel.register.types import TYPES
from safeclose import clock
from safeclose.actors import Actor
from safeclose.records import rows
from safeclose.records.transactions import action
from safeclose.refusals import Invalid
from workspace.events import bus


@action
def create(
    *,
    owner_id: int,
    title: str,
    description: str | None,
    chattel_type: str,
    loan: Mapping[str, Any] | None,
    by: Actor,
) -> ChattelDocument:
    """A record for an account; `loan` as columns. Raises Invalid for an unknown type."""
    _refuse_unknown(chattel_type)
    at = clock.now()
    document: ChattelDocument = ChattelDocument.objects.create(
        owner_id=owner_id,
        title=title,
        description=description,
        chattel_type=chattel_type,
        created_at=at,
        updated_at=at,
    )
    if loan is not None:
        loans.attach(document, loan)
    bus.publish("document.created", about=document, by=by, data={"hasLoan": loan is not None})
    return document


@action
def change(*, owner_id: int, document_id: str, changes: Mapping[str, Any], by: Actor) -> ChattelDocument:
    """Change `title`, `description`, `chattel_type`, each optional; never the loan.

    What changes nothing leaves everything as it is. Raises Invalid for an unknown type.
    """
    document = steps.lock(owner_id, document_id)
    if "chattel_type" in changes:
        _refuse_unknown(changes["chattel_type"])
    if rows.change(document, changes):
        bus.publish("document.updated", about=document, by=by)
    return document


@action
def delete(*, owner_id: int, document_id: str, by: Actor) -> None:
    """Remove a document with its loan, comments and campaigns; what is logged of them stays.

    Raises Conflict while something needs it, such as a signing.
    """
    document = steps.lock(owner_id, document_id)
    refuse_held(document.id)
    bus.publish("document.deleted", about=document, by=by)
    document.delete()


def _refuse_unknown(chattel_type: str) -> None:
    if chattel_type not in TYPES:
        raise Invalid("Invalid chattelType.")
