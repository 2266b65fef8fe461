"""DELETE /api/documents/:id."""

import pytest

from documents.paper.models import Document, Rendering
from tests.access import statuses
from tests.paper import draft, generated, sent
from tests.people import Caller, Person
from workspace.models import Event

pytestmark = pytest.mark.usefixtures("equal_documents_made_once")


def test_members_of_the_organization_delete_a_document(alice: Caller, people: dict[str, Person]) -> None:
    assert statuses(people, "DELETE", lambda: f"/api/documents/{draft(alice)['id']}") == {
        "alice": 204, "bob": 204, "charlie": 404, "nobody": 401, "anyone": 401,
    }  # fmt: skip


def test_a_stranger_cannot_delete_a_document(alice: Caller, charlie: Caller) -> None:
    document = draft(alice)
    charlie.delete(f"/api/documents/{document['id']}")
    assert alice.get(f"/api/documents/{document['id']}").json() == document


def test_a_deleted_document_is_gone_and_an_event_published(alice: Caller) -> None:
    document = draft(alice, title="House")
    answer = alice.delete(f"/api/documents/{document['id']}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert alice.get(f"/api/documents/{document['id']}").status_code == 404
    assert alice.delete(f"/api/documents/{document['id']}").status_code == 404
    assert alice.get("/api/documents").json() == {"documents": []}
    event = Event.objects.latest("id")
    assert (event.type, event.subject_id) == ("document.deleted", document["id"])
    assert event.data == {"formKey": document["formKey"], "title": "House", "status": "DRAFT"}


def test_a_deleted_generated_document_still_counts_as_used(alice: Caller) -> None:
    document = generated(alice)
    assert alice.delete(f"/api/documents/{document['id']}").status_code == 204
    assert not Document.objects.exists()
    assert Rendering.objects.get().document_id == document["id"]
    assert alice.get("/api/documents/usage").json()["used"] == 1


def refused(alice: Caller, document_id: str) -> None:
    """Once it was sent, it stays."""
    answer = alice.delete(f"/api/documents/{document_id}")
    assert answer.status_code == 409
    assert answer.json() == {
        "error": "invalid_state",
        "message": "The document was sent for signature, so it can't be deleted.",
    }
    assert Document.objects.get().id == document_id


def test_a_document_out_for_signature_cannot_be_deleted(alice: Caller) -> None:
    refused(alice, sent(alice).document["id"])


def test_a_document_whose_envelope_was_voided_cannot_be_deleted(alice: Caller) -> None:
    out = sent(alice)
    assert alice.delete(out.path).status_code == 200
    assert alice.get(f"/api/documents/{out.document['id']}").json()["status"] == "GENERATED"
    refused(alice, out.document["id"])
    assert alice.patch(f"/api/documents/{out.document['id']}", {"title": "A draft again"}).status_code == 200
    refused(alice, out.document["id"])


def test_a_signed_document_cannot_be_deleted(alice: Caller) -> None:
    out = sent(alice)
    out.sign()
    refused(alice, out.document["id"])
