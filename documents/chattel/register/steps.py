"""Steps of the actions on chattel documents; each asserts that an action runs."""

from collections.abc import Mapping
from typing import Any

from documents.chattel.register.models import ChattelDocument
from safeclose import clock
from safeclose.actors import Actor
from safeclose.records.rows import locked
from safeclose.records.transactions import assert_in_action
from workspace.events import bus


def lock(owner_id: int, document_id: str) -> ChattelDocument:
    """The account's document, locked: all that happens to it, its loan, its comments and its campaigns is in a row.

    Lock order everywhere: chattel document, then anything else. Raises Unknown.
    """
    document: ChattelDocument = locked(ChattelDocument.objects.of(owner_id), id=document_id)
    return document


def touch(document: ChattelDocument, *fields: str) -> None:
    """Write these columns of a locked document, and that it was updated."""
    assert_in_action()
    document.updated_at = max(clock.now(), document.updated_at)
    document.save(update_fields=[*fields, "updated_at"])


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
