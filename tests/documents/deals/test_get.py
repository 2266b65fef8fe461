"""GET /api/deals/:id."""

import pytest

from tests.access import statuses
from tests.documents.deals.asking import PURCHASE, ROUTE, canonical, made, patch, shown, signed, told
from tests.matching import A_TIME
from tests.paper import draft
from tests.people import Caller, Person


def test_members_of_the_organization_read_a_deal(alice: Caller, people: dict[str, Person]) -> None:
    assert statuses(people, "GET", f"{ROUTE}/{made(alice)['id']}") == {
        "alice": 200, "bob": 200, "charlie": 404, "nobody": 401, "anyone": 401,
    }  # fmt: skip


@pytest.mark.parametrize("name", ["deal_01h455vb4pex5vsknk084sn02q", "deal_x", "doc_01h455vb4pex5vsknk084sn02q", "7"])
def test_an_unknown_deal_is_not_found(alice: Caller, name: str) -> None:
    answer = alice.get(f"{ROUTE}/{name}")
    assert (answer.status_code, answer.json()) == (404, {"error": "not_found", "message": "Not found."})


def test_a_deal_shows_its_documents_and_its_moves_in_order(alice: Caller) -> None:
    deal = made(alice)
    first = draft(alice, title="First", dealId=deal["id"])
    draft(alice, title="Of no deal")
    draft(alice, title="Of another", dealId=made(alice)["id"])
    patch(alice, deal, {"stage": "offer_submitted"})
    last = signed(alice, deal, data=canonical(waivers=[]))
    event = told(last)
    body = shown(alice, deal)
    assert alice.person
    assert body == {
        **deal,
        "stage": "firm",
        "closingDate": last.canonical["dates"]["completionDate"],
        "updatedAt": A_TIME,
        "documents": [
            {"id": first["id"], "title": "First", "formKey": PURCHASE, "status": "DRAFT", "signedAt": None},
            {
                "id": last.id, "title": "Agreement", "formKey": PURCHASE, "status": "FULLY_SIGNED", "signedAt": A_TIME,
            },
        ],
        "history": [
            {
                "fromStage": "new", "toStage": "offer_submitted", "at": A_TIME, "eventId": None,
                "by": {"kind": "user", "id": str(alice.person.user.pk)},
            },
            {
                "fromStage": "offer_submitted", "toStage": "firm", "at": A_TIME, "eventId": event.id,
                "by": {"kind": "system", "id": "system"},
            },
        ],
    }  # fmt: skip
