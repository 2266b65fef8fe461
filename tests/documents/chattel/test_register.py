"""The register: every route, whole bodies, and both edges of each limit."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from documents.chattel.models import ChattelDocument, Loan
from documents.chattel.register.types import MAX_ID_LENGTH, TYPES
from tests.clocks import stopped
from tests.documents.chattel.asking import (
    BASE,
    INVALID_BODY,
    LOAN,
    NOT_FOUND,
    WHOLE_LOAN,
    made,
    outside,
    said,
    told,
    user_of,
)
from tests.matching import A_TIME, an_id
from tests.people import Caller
from workspace.models import Event

FIXED = {"leasehold_estate", "vehicle"}
EVERY_TYPE = FIXED | {
    "aircraft", "watercraft", "trailer", "mobile_home", "recreational_vehicle", "equipment", "machinery",
    "farm_equipment", "livestock", "crops", "timber", "inventory", "fixtures", "furniture", "electronics",
    "household_goods", "jewelry", "artwork", "precious_metals", "intellectual_property", "accounts_receivable",
    "chattel_paper", "securities", "negotiable_instrument", "other",
}  # fmt: skip
UNKNOWN = ["doc_01m80tkrzce099ch7xef92b8vw", "doc_x", "x", "1", "%20", "evt_01m80tkrzce099ch7xef92b8vw"]
NO_TITLES: list[Any] = ["", "   ", None, 5, True, ["x"], {"x": 1}, "x" * 201, "a\nb", "a\tb", "a\u202eb"]
EMOJI = "👩🏽‍🌾"  # one picture, four code points


def test_a_document_is_created_changed_and_deleted(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = stopped(monkeypatch)
    body = {"title": " Truck ", "description": " Red\nand fast ", "chattelType": "vehicle", "loan": LOAN, "x": 1}
    answer = alice.post(BASE, body)
    document = answer.json()["document"]
    assert said(answer) == (
        201,
        {
            "document": {
                "id": an_id("doc"),
                "title": "Truck",
                "description": "Red\nand fast",
                "chattelType": "vehicle",
                "createdAt": A_TIME,
                "updatedAt": document["createdAt"],
                "loan": WHOLE_LOAN,
            }
        },
    )
    path = f"{BASE}/{document['id']}"
    assert said(alice.get(path)) == (200, {"document": document})
    assert said(alice.get(BASE)) == (200, {"documents": [document]})
    clock.move(seconds=1)
    changed = {**document, "title": "Van", "description": None, "chattelType": "other"}
    answer = alice.patch(path, {"title": "Van", "description": None, "chattelType": "other", "loan": None})
    changed["updatedAt"] = answer.json()["document"]["updatedAt"]
    assert said(answer) == (200, {"document": changed})
    assert changed["updatedAt"] > document["updatedAt"]
    assert said(alice.get(path)) == (200, {"document": changed})
    answer = alice.delete(path)
    assert (answer.status_code, answer.content) == (204, b"")
    assert said(alice.get(path)) == NOT_FOUND
    assert said(alice.get(BASE)) == (200, {"documents": []})
    kinds = ["document.created", "document.updated", "document.deleted"]
    assert told() == [(kind, "chattel_document") for kind in kinds]
    event = Event.objects.earliest("id")
    assert (event.user_id, event.organization_id, event.subject_id) == (user_of(alice).pk, None, document["id"])
    assert event.data == {"title": "Truck", "chattelType": "vehicle", "hasLoan": True}
    feed = alice.get("/v1/workspace/activity").json()["events"]
    assert [one["type"] for one in feed] == kinds[::-1]


@pytest.mark.parametrize("changes", [{}, {"title": "Truck"}, {"loan": {"providerName": 5}}, {"unknown": 1}], ids=repr)
def test_a_patch_of_nothing_changes_nothing(alice: Caller, changes: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = stopped(monkeypatch)
    document = made(alice, loan=LOAN)
    clock.move(days=1)
    assert said(alice.patch(f"{BASE}/{document['id']}", changes)) == (200, {"document": document})
    assert told() == [("document.created", "chattel_document")]


def test_documents_of_another_organization_are_not_found(
    alice: Caller, bob: Caller, charlie: Caller, nobody: Caller
) -> None:
    path = f"{BASE}/{made(alice)['id']}"
    for other in (bob, charlie, nobody):
        assert said(other.get(path)) == NOT_FOUND
        assert said(other.patch(path, {"title": "Mine"})) == NOT_FOUND
        assert said(other.patch(path, {"title": ""})) == NOT_FOUND
        assert said(other.delete(path)) == NOT_FOUND
        assert said(other.get(BASE)) == (200, {"documents": []})
        assert said(other.get(f"{BASE}/stats")) == (200, {"total": 0, "withLoan": 0, "behind": 0})
    assert outside(alice).get(path).status_code == 200
    assert ChattelDocument.objects.get().title == "Truck"


@pytest.mark.parametrize("identifier", UNKNOWN)
def test_an_unknown_identifier_is_not_found(alice: Caller, identifier: str) -> None:
    made(alice)
    for method in (alice.get, alice.patch, alice.delete):
        assert said(method(f"{BASE}/{identifier}")) == NOT_FOUND


def test_the_list_begins_with_the_document_changed_last(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = stopped(monkeypatch)
    first, second, third = (made(alice, title=title) for title in "abc")
    assert [one["title"] for one in alice.get(BASE).json()["documents"]] == ["c", "b", "a"], "the newer id"
    clock.move(seconds=1)
    alice.put(f"{BASE}/{first['id']}/loan", LOAN)
    clock.move(seconds=1)
    alice.patch(f"{BASE}/{second['id']}", {"description": "x"})
    assert [one["title"] for one in alice.get(BASE).json()["documents"]] == ["b", "a", "c"]
    assert third["loan"] is None


@pytest.mark.parametrize("status", ["BEHIND", "CURRENT"])
def test_the_list_is_narrowed_to_loans_of_a_status(status: str, alice: Caller, bob: Caller) -> None:
    made(alice)
    behind, current = (made(alice, loan={**LOAN, "status": one}) for one in ("BEHIND", "CURRENT"))
    made(bob, loan={**LOAN, "status": status})
    expected = {"BEHIND": behind, "CURRENT": current}[status]
    assert said(alice.get(BASE, {"status": status})) == (200, {"documents": [expected]})


@pytest.mark.parametrize("status", ["behind", "LATE", "", "BEHIND,CURRENT"])
def test_an_unknown_status_is_refused(status: str, alice: Caller) -> None:
    assert said(alice.get(BASE, {"status": status})) == (400, {"error": "status must be one of CURRENT, BEHIND."})


def test_limit_and_cursor_show_each_document_once(alice: Caller) -> None:
    for number in range(5):
        made(alice, title=f"Truck {number}", loan={**LOAN, "status": "BEHIND"})
    ChattelDocument.objects.update(updated_at=ChattelDocument.objects.latest("updated_at").updated_at)
    everything = alice.get(BASE).json()
    assert list(everything) == ["documents"]
    assert len(everything["documents"]) == 5
    found, query = [], {"limit": "2", "status": "BEHIND"}
    while query:
        body = alice.get(BASE, query).json()
        found += body["documents"]
        query = {**query, "cursor": body["nextCursor"]} if "nextCursor" in body else {}
    assert found == everything["documents"]


def test_types_have_pages_when_they_are_asked_for(alice: Caller) -> None:
    path = f"{BASE}/chattel-types"
    first = alice.get(path, {"limit": "20"}).json()
    rest = alice.get(path, {"cursor": first["nextCursor"]}).json()
    assert [*first["chattelTypes"], *rest["chattelTypes"]] == alice.get(path).json()["chattelTypes"]
    assert (len(first["chattelTypes"]), list(rest)) == (20, ["chattelTypes"])


def test_the_list_takes_as_many_queries_for_many_as_for_few(alice: Caller) -> None:
    def count(path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert alice.get(path).status_code == 200
        return len(captured)

    made(alice, loan=LOAN)
    few = count(BASE), count(f"{BASE}/stats")
    for _ in range(5):
        made(alice, loan=LOAN)
    assert (count(BASE), count(f"{BASE}/stats")) == few


def test_the_statistics_count_the_organization_s_documents(alice: Caller, bob: Caller) -> None:
    for loan in (None, LOAN, {**LOAN, "status": "BEHIND"}, {**LOAN, "status": "BEHIND"}):
        made(alice, loan=loan)
    made(bob, loan={**LOAN, "status": "BEHIND"})
    assert said(alice.get(f"{BASE}/stats")) == (200, {"total": 4, "withLoan": 3, "behind": 2})


def test_the_types_are_listed(alice: Caller) -> None:
    status, body = said(alice.get(f"{BASE}/chattel-types"))
    assert status == 200
    assert set(body) == {"chattelTypes"}
    assert body["chattelTypes"][0] == {
        "id": "leasehold_estate",
        "label": "Leasehold estate",
        "description": "Temporary use of land or a building.",
    }
    assert {one["id"] for one in body["chattelTypes"]} == EVERY_TYPE
    assert len(body["chattelTypes"]) == len(EVERY_TYPE)
    assert all(one["label"] and one["description"].endswith(".") for one in body["chattelTypes"])
    assert max(len(key) for key in TYPES) <= MAX_ID_LENGTH


@pytest.mark.parametrize("key", sorted(EVERY_TYPE))
def test_every_listed_type_is_accepted(alice: Caller, key: str) -> None:
    assert made(alice, chattelType=f" {key} ")["chattelType"] == key


@pytest.mark.parametrize("key", ["", "boat", "Vehicle", "vehicle\u00a0x", "x" * 5000])
def test_an_unknown_type_is_refused(alice: Caller, key: str) -> None:
    refusal = (400, {"error": "Invalid chattelType."})
    assert said(alice.post(BASE, {"title": "x", "chattelType": key})) == refusal
    document = made(alice)
    assert said(alice.patch(f"{BASE}/{document['id']}", {"title": "New", "chattelType": key})) == refusal
    assert said(alice.get(f"{BASE}/{document['id']}")) == (200, {"document": document})


@pytest.mark.parametrize("key", [None, 5, True, ["vehicle"], {"vehicle": 1}], ids=repr)
def test_a_type_that_is_no_string_is_refused_by_its_shape(alice: Caller, key: Any) -> None:
    assert said(alice.post(BASE, {"title": "x", "chattelType": key})) == INVALID_BODY
    assert said(alice.post(BASE, {"title": "", "chattelType": "boat"})) == INVALID_BODY
    assert said(alice.post(BASE, {"title": "x"})) == INVALID_BODY
    assert said(alice.patch(f"{BASE}/{made(alice)['id']}", {"chattelType": key})) == INVALID_BODY


@pytest.mark.parametrize("title", NO_TITLES, ids=lambda value: repr(value)[:20])
def test_a_malformed_title_is_refused(alice: Caller, title: Any) -> None:
    document = made(alice)
    assert said(alice.post(BASE, {"title": title, "chattelType": "vehicle"})) == INVALID_BODY
    assert said(alice.patch(f"{BASE}/{document['id']}", {"title": title})) == INVALID_BODY
    assert said(alice.post(BASE, {"chattelType": "vehicle"})) == INVALID_BODY
    assert ChattelDocument.objects.count() == 1


@pytest.mark.parametrize("letter", ["x", "é", "e\u0301", "漢", "😀", EMOJI, "\u200bx"])
def test_lengths_are_counted_in_code_points(alice: Caller, letter: str) -> None:
    """200, and 201; 2000, and 2001: what is one picture on the screen may be several."""
    title, description = (letter * limit)[:limit] if (limit := 200) else "", (letter * 2000)[:2000]
    if title.endswith("\u200b") or description.endswith("\u200b"):
        title, description = title[:-1] + "y", description[:-1] + "y"
    document = made(alice, title=title, description=description)
    assert (document["title"], document["description"]) == (title, description)
    stored = ChattelDocument.objects.get(id=document["id"])
    assert (len(stored.title), len(stored.description or "")) == (200, 2000)
    assert said(alice.post(BASE, {"title": f"{title}x", "chattelType": "vehicle"})) == INVALID_BODY
    body = {"title": "x", "chattelType": "vehicle", "description": f"{description}x"}
    assert said(alice.post(BASE, body)) == INVALID_BODY
    assert said(alice.patch(f"{BASE}/{document['id']}", {"description": f"{description}x"})) == INVALID_BODY


@pytest.mark.parametrize("description", [5, True, [], {}, "a\x00b", "a\x1bb"], ids=repr)
def test_a_malformed_description_is_refused(alice: Caller, description: Any) -> None:
    body = {"title": "x", "chattelType": "vehicle", "description": description}
    assert said(alice.post(BASE, body)) == INVALID_BODY


def test_a_blank_description_is_stored_as_null(alice: Caller) -> None:
    assert made(alice, description=" \n ")["description"] is None
    document = made(alice, description="x")
    assert alice.patch(f"{BASE}/{document['id']}", {"description": ""}).json()["document"]["description"] is None


@pytest.mark.parametrize("body", [b"null", b"[]", b'"x"', b"{", b"\xff", b'{"title": NaN}', b"[" * 2000])
def test_a_body_that_is_no_object_is_refused(alice: Caller, body: bytes) -> None:
    document = made(alice, loan=LOAN)
    for method, path in (
        ("POST", BASE),
        ("PATCH", f"{BASE}/{document['id']}"),
        ("PUT", f"{BASE}/{document['id']}/loan"),
    ):
        assert said(alice.generic(method, path, body, "application/json")) == INVALID_BODY
    assert said(alice.get(f"{BASE}/{document['id']}")) == (200, {"document": document})


def test_the_same_idempotency_key_creates_one_document(alice: Caller) -> None:
    body = {"title": "Truck", "chattelType": "vehicle", "loan": {**LOAN, "remainingAmount": 10**25 / 3, "x": 10**30}}
    assert said(alice.post(BASE, body, HTTP_IDEMPOTENCY_KEY="a")) == INVALID_BODY
    body["loan"] = {**LOAN, "remainingAmount": 0.1}
    first, second = (alice.post(BASE, body, HTTP_IDEMPOTENCY_KEY="b") for _ in range(2))
    assert said(first) == said(second)
    assert first.json()["document"]["loan"]["remainingAmount"] == 0.1
    body["loan"] = {**LOAN, "remainingAmount": 0.2}
    assert alice.post(BASE, body, HTTP_IDEMPOTENCY_KEY="b").status_code == 422
    assert ChattelDocument.objects.count() == Loan.objects.count() == 1


def test_a_change_is_accepted_when_the_clock_went_backwards(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = stopped(monkeypatch)
    document = made(alice)
    clock.instant -= timedelta(days=1)
    changed = alice.patch(f"{BASE}/{document['id']}", {"title": "Van"}).json()["document"]
    assert changed == {**document, "title": "Van"}
