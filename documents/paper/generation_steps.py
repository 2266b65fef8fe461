"""Steps that other subjects add to the action that records a document's PDF. They commit with it or not at all."""

from collections.abc import Callable

from documents.paper.models import Document
from safeclose.records.transactions import assert_in_action

Step = Callable[[Document], None]
_steps: dict[str, Step] = {}


def runs_when_generated(step: Step) -> Step:
    """Mark a function to be called with the locked document, in a module that the app loads when it is ready.

    What may happen later belongs into a handler of the event `document.generated` instead.
    """
    _steps[f"{step.__module__}.{step.__qualname__}"] = step
    return step


def run_steps(document: Document) -> None:
    """Call every registered step with the locked document."""
    assert_in_action()
    for step in _steps.values():
        step(document)
