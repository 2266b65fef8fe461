"""Steps of the actions on chattel documents; each asserts that an action runs."""

from collections.abc import Mapping
from typing import Any

from documents.chattel.register.models import ChattelDocument
from safeclose.actors import Actor
from safeclose.records.rows import locked
from workspace.events import bus


def lock(owner_id: int, document_id: str) -> ChattelDocument:
    """The account's document, locked: all that happens to it, its loan, its comments and its campaigns is in a row.

    Lock order everywhere: chattel document, then anything else. Raises Unknown.
    """
    document: ChattelDocument = locked(ChattelDocument.objects.of(owner_id), id=document_id)
    return document


def tell(type: str, document: ChattelDocument, by: Actor, data: Mapping[str, Any] | None = None) -> None:
    """Publish what happened to a document, to its owner."""
    bus.publish(
        type,
        subject_type="chattel_document",
        subject_id=document.id,
        by=by,
        user_id=document.owner_id,
        data={"title": document.title, "chattelType": document.chattel_type, **(data or {})},
    )
