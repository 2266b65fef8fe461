"""`dealId` of documents: whose it may be, when it may change, and what it leaves as it is."""

import pytest

from documents.paper.models import Document
from tests.access import statuses
from tests.clocks import stopped
from tests.documents.deals.asking import made
from tests.matching import A_TIME
from tests.paper import FORM, draft, generated, send, sent
from tests.people import Caller, Person
from workspace.models import Event

pytestmark = pytest.mark.usefixtures("equal_documents_made_once")

ROUTE = "/api/documents"
NO_DEAL = {
    "error": "invalid_body",
    "message": "There is no such deal.",
    "fields": {"dealId": ["There is no such deal."]},
}
NAMES = ["deal_01h455vb4pex5vsknk084sn02q", "deal_1", "doc_01h455vb4pex5vsknk084sn02q", "5", "x" * 64]


def patch(caller: Caller, document: dict[str, object], body: object, status: int = 200) -> dict[str, object]:
    answer = caller.patch(f"{ROUTE}/{document['id']}", body)
    assert answer.status_code == status, answer.json()
    return dict(answer.json())


def test_a_document_is_created_in_a_deal(alice: Caller, bob: Caller) -> None:
    deal = made(bob)
    document = draft(alice, dealId=deal["id"])
    assert document["dealId"] == deal["id"]
    assert alice.get(f"{ROUTE}/{document['id']}").json() == document
    assert alice.get(ROUTE, {"dealId": deal["id"]}).json() == {"documents": [document]}


@pytest.mark.parametrize("name", NAMES)
def test_an_unknown_deal_is_refused(alice: Caller, name: str) -> None:
    answer = alice.post(ROUTE, {"formKey": FORM, "dealId": name})
    assert (answer.status_code, answer.json()) == (400, NO_DEAL)
    document = draft(alice)
    assert patch(alice, document, {"dealId": name, "title": "House"}, 400) == NO_DEAL
    assert alice.get(f"{ROUTE}/{document['id']}").json() == document


def test_the_deal_of_another_organization_is_refused(alice: Caller, charlie: Caller, people: dict[str, Person]) -> None:
    deal = made(charlie)
    assert statuses(people, "POST", ROUTE, {"formKey": FORM, "dealId": deal["id"]}) == {
        "alice": 400, "bob": 400, "charlie": 201, "nobody": 401, "anyone": 401,
    }  # fmt: skip
    assert patch(alice, draft(alice), {"dealId": deal["id"]}, 400) == NO_DEAL


def test_a_document_is_moved_to_another_deal_and_out_of_it(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = stopped(monkeypatch)
    first, second, document = made(alice)["id"], made(alice)["id"], draft(alice)
    for deal in (first, second, None):
        clock.move(seconds=1)
        body = patch(alice, document, {"dealId": deal})
        assert body == {**document, "dealId": deal, "updatedAt": A_TIME}
        assert body["updatedAt"] > document["updatedAt"]
    assert [one.data for one in Event.objects.filter(type="document.updated")] == [
        {"formKey": FORM, "title": document["title"], "status": "DRAFT"}
    ] * 3


def test_moving_a_document_to_a_deal_keeps_its_data_and_status(alice: Caller) -> None:
    deal, document = made(alice), generated(alice)
    body = patch(alice, document, {"dealId": deal["id"]})
    assert body == {**document, "dealId": deal["id"], "updatedAt": A_TIME}
    assert Document.objects.get().revision == 1
    assert alice.get(f"{ROUTE}/{document['id']}/file").status_code == 200


def test_the_same_deal_again_changes_nothing(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = stopped(monkeypatch)
    deal = made(alice)
    document = generated(alice, dealId=deal["id"])
    told = Event.objects.count()
    clock.move(seconds=5)
    assert patch(alice, document, {"dealId": deal["id"]}) == document
    same = {"title": document["title"], "canonical": document["canonical"]}
    assert patch(alice, document, {"dealId": deal["id"], **same}) == document
    assert Event.objects.count() == told


def test_a_change_of_deal_and_data_makes_a_draft_again(alice: Caller) -> None:
    deal, document = made(alice), generated(alice)
    body = patch(alice, document, {"dealId": deal["id"], "title": "House"})
    assert (body["status"], body["dealId"], body["title"]) == ("DRAFT", deal["id"], "House")
    assert Event.objects.filter(type="document.updated").count() == 1


def test_only_the_deal_can_be_changed_while_a_document_is_out_for_signature(alice: Caller) -> None:
    deal, out = made(alice), sent(alice)
    assert patch(alice, out.document, {"dealId": deal["id"], "title": "House"}, 409)["error"] == "invalid_state"
    assert Document.objects.get().deal_id is None
    body = patch(alice, out.document, {"dealId": deal["id"]})
    assert (body["status"], body["dealId"]) == ("SENT_FOR_SIGNATURE", deal["id"])
    out.sign()
    assert Event.objects.get(type="DOCUMENT_SIGNED").data["dealId"] == deal["id"]


def test_the_deal_of_a_signed_document_cannot_be_changed(alice: Caller) -> None:
    deal = made(alice)
    out = send(alice, generated(alice, dealId=deal["id"]))
    out.sign()
    for other in (made(alice)["id"], deal["id"], None):
        assert patch(alice, out.document, {"dealId": other}, 409) == {
            "error": "invalid_state",
            "message": "The document is signed by everyone, so it can't be moved to another deal.",
        }
    assert Document.objects.get().deal_id == deal["id"]
