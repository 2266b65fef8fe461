"""Why a chattel document can't be deleted now."""

from collections.abc import Callable

from safeclose.records.transactions import assert_in_action
from safeclose.refusals import Conflict
from safeclose.registry import Registry

# Asked before a deletion, within the action, with the document's id. It answers a sentence to refuse, or None, and
# locks what must not change meanwhile. Lock order: the chattel document (locked already), then anything else.
Hold = Callable[[str], str | None]
deletion_holds: Registry[Hold] = Registry("holds of chattel documents")


def refuse_held(document_id: str) -> None:
    """Raises Conflict while something needs the locked document."""
    assert_in_action()
    for hold in deletion_holds.all().values():
        if sentence := hold(document_id):
            raise Conflict(sentence)
