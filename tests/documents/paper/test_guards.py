"""The database's own rules for documents."""

from datetime import UTC, datetime, timedelta

import pytest

from documents.paper.models import Document
from tests.guards import Case, named, refuses
from tests.paper import draft, generated, sent
from tests.people import Caller

pytestmark = pytest.mark.usefixtures("equal_documents_made_once")

NOW = datetime(2026, 5, 1, tzinfo=UTC)

CASES: dict[str, list[Case]] = {
    "DRAFT": [
        (Document, "document_status_is_known", {"status": "LOST", "sha256": "0", "page_count": 1, "generated_at": NOW}),
        (Document, "document_beyond_draft_has_a_file", {"status": "GENERATED"}),
        (Document, "document_beyond_draft_has_a_file", {"sha256": "0" * 64}),
        (Document, "document_beyond_draft_has_a_file", {"page_count": 1}),
        (Document, "document_beyond_draft_has_a_file", {"generated_at": NOW}),
        (Document, "document_is_signed_when_it_says_when", {"signed_at": NOW}),
        (Document, "document_is_sealed_only_when_signed", {"sealed_sha256": "0" * 64}),
        (Document, "document_is_not_updated_before_it_is_made", {"updated_at": NOW - timedelta(days=9)}),
    ],
    "GENERATED": [
        (Document, "document_beyond_draft_has_a_file", {"status": "DRAFT"}),
        (Document, "document_beyond_draft_has_a_file", {"sha256": None}),
        (Document, "document_beyond_draft_has_a_file", {"page_count": None}),
        (Document, "document_beyond_draft_has_a_file", {"page_count": 0}),
        (Document, "document_beyond_draft_has_a_file", {"generated_at": None}),
        (Document, "document_out_for_signature_was_sent", {"status": "SENT_FOR_SIGNATURE"}),
        (Document, "document_out_for_signature_was_sent", {"status": "FULLY_SIGNED", "signed_at": NOW}),
    ],
    "SENT_FOR_SIGNATURE": [
        (Document, "document_is_signed_when_it_says_when", {"status": "FULLY_SIGNED"}),
        (Document, "document_is_signed_when_it_says_when", {"signed_at": NOW}),
        (Document, "document_out_for_signature_was_sent", {"first_sent_at": None}),
    ],
}
FLAT = [(status, *case) for status, cases in CASES.items() for case in cases]


@pytest.mark.parametrize(("status", "model", "name", "changes"), FLAT, ids=lambda value: str(value)[:50])
def test_the_database_refuses_an_impossible_row(
    alice: Caller, status: str, model: type, name: str, changes: dict[str, object]
) -> None:
    if status == "SENT_FOR_SIGNATURE":
        sent(alice)
    else:
        draft(alice) if status == "DRAFT" else generated(alice)
    refuses(Document.objects.filter(status=status), name, changes)


def test_every_constraint_is_tested_here() -> None:
    assert {(model, name) for _, model, name, _ in FLAT} == named([Document])
