"""Steps that other subjects add to the action that records a document's PDF. They commit with it or not at all."""

from collections.abc import Callable

from documents.paper.models import Document
from safeclose.records.transactions import assert_in_action
from safeclose.registry import Registry

# Called with the locked document. What may happen later belongs into a handler of the event `document.generated`.
Step = Callable[[Document], None]
generation_steps: Registry[Step] = Registry("steps of generation")


def run_steps(document: Document) -> None:
    """Call every registered step with the locked document."""
    assert_in_action()
    for step in generation_steps.all().values():
        step(document)
