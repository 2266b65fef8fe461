"""Documents, records of collateral with what is said about them, and deals, as they were answered."""

from collections.abc import Iterator

from tests.soak.journal import Entry
from tests.soak.rows import Rows, uuid_of

Fault = Iterator[str]


def _document(rows: Rows, entry: Entry) -> Fault:
    if rows.one("SELECT 1 FROM documents_document WHERE id = %s", uuid_of(entry.told["id"])) is None:
        yield f"the document {entry.told['id']} is lost"


def _rendering(rows: Rows, entry: Entry) -> Fault:
    wanted = (uuid_of(entry.told["id"]), entry.told["sha256"])
    found = rows.number("SELECT count(*) AS n FROM documents_rendering WHERE document_id = %s AND sha256 = %s", *wanted)
    if found != 1:
        yield f"the rendering {entry.told['sha256']} of {entry.told['id']} is there {found} times"


def _chattel(rows: Rows, entry: Entry) -> Fault:
    identifier = entry.told["document"]["id"]
    if rows.one("SELECT 1 FROM documents_chatteldocument WHERE id = %s", uuid_of(identifier)) is None:
        yield f"the record {identifier} is lost"


def _comment(rows: Rows, entry: Entry) -> Fault:
    told = entry.told["comment"]
    found = rows.one("SELECT text, document_id FROM documents_comment WHERE id = %s", uuid_of(told["id"]))
    if found != {"text": told["text"], "document_id": uuid_of(entry.asked["id"])}:
        yield f"the comment {told['id']} is lost, or another"


def _deal(rows: Rows, entry: Entry) -> Fault:
    if rows.one("SELECT 1 FROM documents_deal WHERE id = %s", uuid_of(entry.told["id"])) is None:
        yield f"the deal {entry.told['id']} is lost"


CHECKS = {
    "document.create": _document,
    "document.patch": _document,
    "document.read": _document,
    "document.generate": _rendering,
    "chattel.create": _chattel,
    "chattel.patch": _chattel,
    "chattel.loan": _chattel,
    "chattel.read": _chattel,
    "chattel.comment": _comment,
    "deal.create": _deal,
}
