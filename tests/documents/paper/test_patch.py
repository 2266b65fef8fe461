"""PATCH /api/documents/:id."""

from typing import Any

import pytest

from documents.paper.models import Document, Rendering
from tests.access import statuses
from tests.clocks import stopped
from tests.matching import A_TIME
from tests.paper import draft, generated, sent
from tests.people import Caller, Person
from workspace.models import Event

pytestmark = pytest.mark.usefixtures("equal_documents_made_once")


def patch(caller: Caller, document: dict[str, Any], body: Any, status: int = 200) -> Any:
    """The answer's body, once its status is as expected."""
    answer = caller.patch(f"/api/documents/{document['id']}", body)
    assert answer.status_code == status, answer.json()
    return answer.json()


def test_members_of_the_organization_change_a_document(alice: Caller, people: dict[str, Person]) -> None:
    document = draft(alice)
    assert statuses(people, "PATCH", f"/api/documents/{document['id']}", {"title": "Mine"}) == {
        "alice": 200, "bob": 200, "charlie": 404, "nobody": 401, "anyone": 401,
    }  # fmt: skip


def test_a_stranger_changes_nothing(alice: Caller, charlie: Caller) -> None:
    document = draft(alice)
    patch(charlie, document, {"title": "Mine"}, 404)
    assert alice.get(f"/api/documents/{document['id']}").json() == document


@pytest.mark.parametrize(
    "changes",
    [
        {"canonical": {"money": {"priceCents": 100_000_000}}},
        {"canonical": {"parties": {"buyers": [{"name": "Zoë"}]}}},
        {"canonical": {"assignment": None}},
        {"canonical": {"brokerages": {"cooperating": None}}},
        {"canonical": {"inclusions": []}},
        {"title": "House"},
        {"provenance": {"money.priceCents": "ai", "dates.offerDate": "person"}},
        {"title": "House", "canonical": {"exclusions": ["Stove"]}, "provenance": {}},
    ],
    ids=repr,
)
def test_a_patch_changes_only_what_it_names(
    alice: Caller, changes: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = stopped(monkeypatch)
    document = draft(alice, provenance={"old": "ai"})
    clock.move(seconds=5)
    expected = {**document, "title": changes.get("title", document["title"]), "updatedAt": A_TIME}
    expected["canonical"] = by_hand(document["canonical"], changes.get("canonical", {}))
    expected["provenance"] = {"old": "ai", **changes.get("provenance", {})}
    body = patch(alice, document, changes)
    assert {**body, "issues": []} == expected
    assert body["updatedAt"] > document["updatedAt"]
    assert alice.get(f"/api/documents/{document['id']}").json() == body


def by_hand(target: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """A merge patch of two levels, as the examples above need it."""
    result = dict(target)
    for key, value in changes.items():
        if value is None:
            del result[key]
        elif isinstance(value, dict):
            result[key] = by_hand(target[key], value)
        else:
            result[key] = value
    return result


def test_issues_follow_the_changed_data(alice: Caller) -> None:
    document = draft(alice)
    price = document["canonical"]["money"]["priceCents"]
    body = patch(alice, document, {"canonical": {"money": {"priceCents": None}}})
    assert body["issues"] == [{"path": "money.priceCents", "code": "required", "message": "priceCents is required."}]
    body = patch(alice, document, {"canonical": {"money": {"priceCents": price}}})
    assert body["issues"] == []
    body = patch(alice, document, {"title": "\U0001f69a"})
    assert [issue["path"] for issue in body["issues"]] == ["title"]
    body = patch(alice, document, {"title": "House"})
    assert body["issues"] == []


@pytest.mark.parametrize(
    "changes", [{}, {"canonical": {}}, {"provenance": {}}, {"unknown": 5}, {"status": "FULLY_SIGNED"}]
)
def test_a_patch_that_asks_for_nothing_changes_nothing(
    alice: Caller, changes: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = stopped(monkeypatch)
    document = generated(alice)
    events = Event.objects.count()
    clock.move(seconds=5)
    assert patch(alice, document, changes) == document
    assert Event.objects.count() == events


def test_a_patch_with_the_same_values_changes_nothing(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = stopped(monkeypatch)
    document = generated(alice)
    clock.move(seconds=5)
    same = {name: document[name] for name in ("title", "canonical", "provenance")}
    assert patch(alice, document, {**same, "title": f" {document['title']} "}) == document


def test_provenance_is_taken_away_by_null(alice: Caller) -> None:
    document = draft(alice, provenance={"money.priceCents": "ai", "dates.offerDate": "ai"})
    assert patch(alice, document, {"provenance": {"money.priceCents": None}})["provenance"] == {"dates.offerDate": "ai"}


@pytest.mark.parametrize(
    "changes", [{"title": "House"}, {"canonical": {"assignment": "none"}}, {"provenance": {"a": "ai"}}]
)
def test_a_generated_document_becomes_a_draft_without_file(alice: Caller, changes: dict[str, Any]) -> None:
    document = generated(alice)
    body = patch(alice, document, changes)
    gone = dict.fromkeys(("sha256", "pageCount", "generatedAt", "fileUrl"))
    assert {name: body[name] for name in gone} == gone
    assert body["status"] == "DRAFT"
    assert alice.get(f"/api/documents/{document['id']}/file").status_code == 409
    assert Rendering.objects.count() == 1
    assert Event.objects.latest("id").type == "document.updated"


def test_a_changed_document_can_be_generated_again(alice: Caller) -> None:
    document = generated(alice)
    patch(alice, document, {"canonical": {"assignment": "none"}})
    body = alice.post(f"/api/documents/{document['id']}/generate").json()
    assert body["status"] == "GENERATED"
    assert body["sha256"] != document["sha256"]


@pytest.mark.parametrize("changes", [{"title": "House"}, {"canonical": {"assignment": "none"}}, {}])
def test_a_document_out_for_signature_cannot_be_changed(alice: Caller, changes: dict[str, Any]) -> None:
    document = sent(alice).document
    body = patch(alice, document, changes, 409)
    assert body == {
        "error": "invalid_state",
        "message": "The document is out for signature, so it can't be changed.",
    }
    assert alice.get(f"/api/documents/{document['id']}").json()["sha256"] == document["sha256"]


def test_a_signed_document_cannot_be_changed(alice: Caller) -> None:
    out = sent(alice)
    out.sign()
    assert patch(alice, out.document, {"title": "House"}, 409) == {
        "error": "invalid_state",
        "message": "The document is signed by everyone, so it can't be changed.",
    }


@pytest.mark.parametrize(
    ("changes", "code", "fields"),
    [
        ({"canonical": {"price": 1}}, "invalid_canonical", {"canonical.price": ["Unknown field."]}),
        ({"canonical": {"money": {"x": {"y": None}}}}, "invalid_canonical", {"canonical.money.x": ["Unknown field."]}),
        ({"canonical": {"money": 5}}, "invalid_canonical", {"canonical.money": ["Must be an object."]}),
        (
            {"canonical": {"money": {"priceCents": "5"}}},
            "invalid_canonical",
            {"canonical.money.priceCents": ["Must be an integer."]},
        ),
        ({"canonical": None}, "invalid_body", {"canonical": ["This field may not be null."]}),
        ({"canonical": 5}, "invalid_body", {"canonical": ['Expected a dictionary of items but got type "int".']}),
        ({"title": None}, "invalid_body", {"title": ["This field may not be null."]}),
        ({"title": ""}, "invalid_body", {"title": ["This field may not be blank."]}),
        ({"title": "x" * 201}, "invalid_body", {"title": ["Ensure this field has no more than 200 characters."]}),
        ({"title": "a\nb"}, "invalid_body", {"title": ["Must be one line, without tabs."]}),
        ({"provenance": {"a": 5}}, "invalid_body", {"provenance.a": ["Not a valid string."]}),
        ({"provenance": {"a": {"b": "c"}}}, "invalid_body", {"provenance.a": ["Not a valid string."]}),
    ],
    ids=lambda value: repr(value)[:60],
)
def test_a_malformed_change_is_refused(
    alice: Caller, changes: dict[str, Any], code: str, fields: dict[str, list[str]]
) -> None:
    document = draft(alice)
    body = patch(alice, document, changes, 400)
    assert body.pop("message").endswith(".")
    assert body == {"error": code, "fields": fields}
    assert alice.get(f"/api/documents/{document['id']}").json() == document


def test_a_body_that_is_no_object_is_refused(alice: Caller) -> None:
    document = draft(alice)
    for content in (b"[]", b"null", b'"x"', b"{"):
        answer = alice.generic("PATCH", f"/api/documents/{document['id']}", content, content_type="application/json")
        assert answer.status_code == 400


def test_the_form_of_a_document_cannot_be_changed(alice: Caller) -> None:
    document = draft(alice)
    assert patch(alice, document, {"formKey": "on/condo-lease", "id": "doc_2"}) == document


def test_every_change_is_counted(alice: Caller) -> None:
    document = draft(alice)
    for title in ("One", "Two", "Two", "Three"):
        patch(alice, document, {"title": title})
    assert Document.objects.get().revision == 4
