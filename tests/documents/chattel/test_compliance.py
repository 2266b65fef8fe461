"""GET /v1/documents/:id/compliance, while the document is there and after."""

import pytest

from documents.chattel.models import ChattelDocument, ComplianceEntry
from tests.documents.chattel.asking import BASE, BEHIND, NOT_FOUND, log, made, said, started
from tests.people import Caller
from workspace.models import Event


def test_the_log_is_the_same_after_the_document_was_deleted(alice: Caller) -> None:
    document = made(alice, loan=BEHIND)
    campaign = started(alice, document)
    alice.post(f"{BASE}/{document['id']}/rcm/opt-out", {"campaignId": campaign["id"], "channel": "all"})
    path = f"{BASE}/{document['id']}/compliance"
    before = alice.get(path).json()
    assert [entry["action"] for entry in before["entries"]] == ["campaign_started", "opt_out"]
    assert alice.delete(f"{BASE}/{document['id']}").status_code == 204
    assert said(alice.get(path)) == (200, before)
    assert log(alice, document) == log(alice, document)
    first = alice.get(path, {"limit": "1"}).json()
    rest = alice.get(path, {"limit": "1", "cursor": first["nextCursor"]}).json()
    assert [*first["entries"], *rest["entries"]] == before["entries"]
    for other in ("", "/rcm", "/comments"):
        assert said(alice.get(f"{BASE}/{document['id']}{other}")) == NOT_FOUND


def test_the_log_of_a_deleted_document_without_outreach_is_empty(alice: Caller) -> None:
    document = made(alice)
    alice.delete(f"{BASE}/{document['id']}")
    assert said(alice.get(f"{BASE}/{document['id']}/compliance")) == (200, {"entries": []})


def test_only_the_account_that_owned_it_reads_the_log_of_a_deleted_document(
    alice: Caller, bob: Caller, charlie: Caller, nobody: Caller, anyone: Caller
) -> None:
    document = made(alice, loan=BEHIND)
    started(alice, document)
    path = f"{BASE}/{document['id']}/compliance"
    alice.delete(f"{BASE}/{document['id']}")
    for one in (bob, charlie, nobody):
        assert said(one.get(path)) == NOT_FOUND
    assert anyone.get(path).status_code == 401
    assert ComplianceEntry.objects.count() == 1


@pytest.mark.parametrize("identifier", ["doc_01m80tkrzce099ch7xef92b8vw", "doc_x", "x", "1", "%20", "%00", "evt_1"])
def test_a_document_that_never_was_has_no_log(identifier: str, alice: Caller) -> None:
    assert said(alice.get(f"{BASE}/{identifier}/compliance")) == NOT_FOUND


def test_the_event_of_another_kind_of_document_opens_no_log(alice: Caller) -> None:
    """Paper is called a document too, and belongs to an organization."""
    assert alice.person
    document = made(alice)
    Event.objects.create(
        type="document.deleted", subject_type="document", subject_id=document["id"], user=alice.person.user,
        actor={"kind": "user"},
    )  # fmt: skip
    ChattelDocument.objects.all().delete()
    assert said(alice.get(f"{BASE}/{document['id']}/compliance")) == NOT_FOUND
