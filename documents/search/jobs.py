"""Indexing after a document is generated."""

from documents.search import indexing
from workspace.events.models import Event


def when_generated(event: Event) -> None:
    """What it says now can be found. A model that does not answer is asked again by the queue."""
    indexing.index_one(event.subject_id)
