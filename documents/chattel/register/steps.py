"""Steps of the actions on chattel documents; each asserts that an action runs."""

from documents.chattel.register.models import ChattelDocument
from safeclose.records.rows import locked


def lock(owner_id: int, document_id: str) -> ChattelDocument:
    """The account's document, locked: all that happens to it, its loan, its comments and its campaigns is in a row.

    Lock order everywhere: chattel document, then anything else. Raises Unknown.
    """
    document: ChattelDocument = locked(ChattelDocument.objects.of(owner_id), id=document_id)
    return document
