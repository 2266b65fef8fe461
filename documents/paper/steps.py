"""Steps in a document's life that are parts of someone else's action: the ceremony takes them."""

from datetime import datetime

from documents.paper.lifecycle import DOCUMENT
from documents.paper.models import Document
from safeclose.records import rows
from safeclose.records.transactions import assert_in_action


def send_out(document: Document, *, at: datetime) -> None:
    """The locked document goes out for signature."""
    _move(document, "sent", at, first_sent_at=document.first_sent_at or at)


def take_back(document: Document, *, at: datetime) -> None:
    """The locked document comes back unsigned."""
    _move(document, "returned", at)


def sign(document: Document, *, at: datetime) -> None:
    """Everyone has signed the locked document."""
    _move(document, "signed", at, signed_at=at)


def keep_sealed(document: Document, *, sealed_sha256: str) -> None:
    """The sealed PDF of the locked document is made."""
    assert_in_action()
    document.sealed_sha256 = sealed_sha256
    document.save(update_fields=["sealed_sha256"])


def _move(document: Document, verb: str, at: datetime, **also: datetime) -> None:
    assert_in_action()
    document.status = DOCUMENT.after(document.status, verb)
    for name, value in also.items():
        setattr(document, name, value)
    rows.save(document, "status", *also, at=at)
