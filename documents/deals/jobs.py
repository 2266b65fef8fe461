"""A deal after one of its documents is signed."""

from documents.deals import actions
from documents.deals.checklists import actions as checklists
from safeclose.actors import SYSTEM
from workspace.events.models import Event


def advance_deal(event: Event) -> None:
    """Advances the deal's stage."""
    actions.record_signed(document_id=event.data["documentId"], event_id=event.id, by=SYSTEM)


def spawn_checklist(event: Event) -> None:
    """Creates the deal's closing checklist."""
    checklists.record_signed(document_id=event.data["documentId"], event_id=event.id, by=SYSTEM)
