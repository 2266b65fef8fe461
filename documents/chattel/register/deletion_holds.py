"""Why a chattel document can't be deleted now. Who makes use of it says so here itself: imports point down only."""

from collections.abc import Callable

from safeclose.records.transactions import assert_in_action
from safeclose.refusals import Conflict

Hold = Callable[[str], str | None]
_holds: dict[str, Hold] = {}


def holds(hold: Hold) -> Hold:
    """Mark a function that is asked before a deletion, with the document's id, within the action.

    It answers a sentence to refuse, or None, and locks what must not change meanwhile. It stands in a module that
    its app loads when it is ready. Lock order: the chattel document (locked already), then anything else.
    """
    _holds[f"{hold.__module__}.{hold.__qualname__}"] = hold
    return hold


def refuse_held(document_id: str) -> None:
    """Raises Conflict while something needs the locked document."""
    assert_in_action()
    for hold in _holds.values():
        if sentence := hold(document_id):
            raise Conflict(sentence)
