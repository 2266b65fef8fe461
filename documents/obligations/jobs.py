"""Obligations after a document is signed."""

from documents.obligations import actions
from workspace.events.models import Event


def when_signed(event: Event) -> None:
    """The dates that hang on acceptance."""
    actions.record_signed(document_id=event.data["documentId"])
