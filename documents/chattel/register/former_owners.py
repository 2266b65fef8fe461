"""Chattel documents that are no more."""

from safeclose.records.rows import found
from workspace.models import Event


def refuse_never_owned(user_id: int, document_id: str) -> None:
    """Raises Unknown unless this user owned the document when it was deleted.

    The event of the deletion tells. It was written in the same transaction, and events are never removed.
    """
    found(
        Event.objects.filter(type="document.deleted", subject_type="chattel_document", user_id=user_id),
        subject_id=document_id,
    )
