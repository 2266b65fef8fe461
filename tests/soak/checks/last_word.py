"""What was changed several times says what the last acknowledged change said, or one after it without an answer."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from tests.soak.journal import Entry
from tests.soak.rows import Rows, uuid_of

VALUES = {
    "document.patch": "SELECT title AS value FROM documents_document WHERE id = %s",
    "chattel.patch": "SELECT title AS value FROM documents_chatteldocument WHERE id = %s",
    "chattel.loan": "SELECT remaining_amount::text AS value FROM documents_loan WHERE document_id = %s",
}
GONE = {"document.patch": "document.delete", "chattel.patch": "chattel.delete", "chattel.loan": "chattel.delete"}


def changes(rows: Rows, journal: Sequence[Entry]) -> Iterator[str]:
    """One subject has one writer, so the journal's order is the order of the writes."""
    deletions = {(entry.kind, entry.asked["id"]) for entry in journal if entry.kind.endswith(".delete")}
    written: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in journal:
        if entry.kind in VALUES:
            written[entry.kind, entry.asked["id"]].append(entry)
    for (kind, identifier), entries in written.items():
        may_be = _candidates(entries)
        if may_be and (GONE[kind], identifier) not in deletions:
            found = rows.one(VALUES[kind], uuid_of(identifier))
            if found is None or found["value"] not in may_be:
                yield f"{kind} {identifier}: it is {found and found['value']!r}, none of {sorted(may_be)}"


def deletions(rows: Rows, journal: Sequence[Entry]) -> Iterator[str]:
    """What was deleted stays away."""
    tables = {"document.delete": "documents_document", "chattel.delete": "documents_chatteldocument"}
    for entry in journal:
        if entry.kind in tables and (entry.is_done or entry.is_answer_lost):
            wanted = uuid_of(entry.asked["id"])
            if rows.one(f"SELECT 1 FROM {tables[entry.kind]} WHERE id = %s", wanted):
                yield f"{entry.kind}: {entry.asked['id']} was deleted and is there"


def _candidates(entries: Sequence[Entry]) -> set[str]:
    """Empty where nothing was acknowledged."""
    found: set[str] = set()
    for entry in entries:
        if entry.is_done or entry.is_answer_lost:
            found = {entry.asked["value"]}
        elif found and entry.status in (None, 503):
            found.add(entry.asked["value"])
    return found
