"""Obligations after a document is signed."""

from documents.obligations import actions
from workspace.events.models import Event


def when_signed(event: Event) -> None:
    """Updates the due dates that count from the day of acceptance."""
    actions.record_signed(document_id=event.data["documentId"])
