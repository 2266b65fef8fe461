"""POST /api/documents."""

from datetime import UTC, datetime
from typing import Any

import pytest

from documents import packs
from documents.paper.models import Document
from safeclose import clock
from tests.access import statuses
from tests.clocks import stopped
from tests.matching import A_TIME, an_id
from tests.paper import FORM, draft, sample
from tests.people import Caller, Person
from workspace.models import Event

ROUTE = "/api/documents"
TITLE = "Agreement of Purchase and Sale"


def test_members_of_an_organization_create_documents(people: dict[str, Person]) -> None:
    assert statuses(people, "POST", ROUTE, {"formKey": FORM}) == {
        "alice": 201, "bob": 201, "charlie": 201, "nobody": 401, "anyone": 401,
    }  # fmt: skip


def test_a_complete_draft_is_answered_in_full(alice: Caller) -> None:
    canonical = sample()
    answer = alice.post(ROUTE, {"formKey": FORM, "canonical": canonical, "provenance": {"money.priceCents": "ai"}})
    assert answer.status_code == 201
    body = answer.json()
    assert body == {
        "id": an_id("doc"),
        "formKey": FORM,
        "title": f"{TITLE}: 12 Maple Street, Ottawa",
        "status": "DRAFT",
        "canonical": canonical,
        "provenance": {"money.priceCents": "ai"},
        "issues": [],
        "dealId": None,
        "sha256": None,
        "pageCount": None,
        "generatedAt": None,
        "signedAt": None,
        "createdAt": A_TIME,
        "updatedAt": A_TIME,
        "fileUrl": None,
    }
    assert body["createdAt"] <= body["updatedAt"]
    assert alice.get(f"{ROUTE}/{body['id']}").json() == body


def test_a_document_belongs_to_the_organization_and_its_maker(alice: Caller) -> None:
    document = Document.objects.get(id=draft(alice)["id"])
    assert alice.person
    assert (document.organization, document.created_by) == (alice.organization, alice.person.user)


def test_an_event_is_published_when_a_document_is_created(alice: Caller) -> None:
    document = draft(alice, title="House")
    assert alice.person
    event = Event.objects.get()
    assert (event.type, event.organization_id) == ("document.created", alice.organization.pk)
    assert (event.subject_type, event.subject_id) == ("document", document["id"])
    assert event.data == {"formKey": FORM, "title": "House", "status": "DRAFT"}
    assert event.actor == {"kind": "user", "id": str(alice.person.user.pk), "name": "Alice"}


@pytest.mark.parametrize(
    "body", [{}, {"canonical": {}}, {"canonical": {"parties": {}}}, {"title": None, "dealId": None}]
)
def test_a_draft_may_be_empty(alice: Caller, body: dict[str, Any]) -> None:
    answer = alice.post(ROUTE, {"formKey": FORM, **body})
    assert answer.status_code == 201
    assert answer.json()["canonical"] == body.get("canonical", {})
    assert answer.json()["title"] == TITLE


def test_issues_say_what_blocks_generation(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    stopped(monkeypatch, datetime(2026, 6, 1, tzinfo=UTC))
    canonical = sample()
    del canonical["money"]["priceCents"]
    canonical["parties"]["sellers"] = []
    canonical["parties"]["buyers"][0]["email"] = "nonsense"
    canonical["dates"]["completionDate"] = "2026-12-25"
    issues = draft(alice, canonical=canonical)["issues"]
    assert issues == [
        {"path": "parties.buyers.0.email", "code": "invalid_email", "message": "Must be an e-mail address."},
        {"path": "parties.sellers", "code": "required", "message": "sellers needs at least 1 entry."},
        {"path": "money.priceCents", "code": "required", "message": "priceCents is required."},
        {
            "path": "dates.completionDate",
            "code": "not_a_business_day",
            "message": "Friday, 25 December 2026 is not a business day: Christmas Day.",
        },
    ]


def test_an_empty_draft_lacks_all_that_the_form_needs(alice: Caller) -> None:
    issues = draft(alice, canonical={})["issues"]
    assert {issue["path"] for issue in issues} == {"parties", "property", "money", "dates"}
    assert {issue["code"] for issue in issues} == {"required"}


def test_null_and_blank_members_are_left_out(alice: Caller) -> None:
    canonical = sample()
    document = draft(alice, canonical={**canonical, "title": None, "assignment": "  "})
    assert document["canonical"] == {
        key: value for key, value in canonical.items() if key not in ("title", "assignment")
    }


def test_strings_are_trimmed(alice: Caller) -> None:
    document = draft(alice, title="  House \n", canonical={"inclusions": ["  Stove\n"]})
    assert (document["title"], document["canonical"]) == ("House", {"inclusions": ["Stove"]})


@pytest.mark.parametrize(
    ("canonical", "fields"),
    [
        ({"price": 1}, {"canonical.price": ["Unknown field."]}),
        ({"money": {"price": 1}}, {"canonical.money.price": ["Unknown field."]}),
        ({"money": {"priceCents": "5"}}, {"canonical.money.priceCents": ["Must be an integer."]}),
        ({"money": {"priceCents": 5.0}}, {"canonical.money.priceCents": ["Must be an integer."]}),
        ({"money": {"priceCents": True}}, {"canonical.money.priceCents": ["Must be an integer."]}),
        ({"money": []}, {"canonical.money": ["Must be an object."]}),
        ({"inclusions": "Stove"}, {"canonical.inclusions": ["Must be a list."]}),
        ({"inclusions": [5]}, {"canonical.inclusions.0": ["Must be a string."]}),
        ({"inclusions": ["x" * 5001]}, {"canonical.inclusions.0": ["Must have at most 5000 characters."]}),
        ({"sellerResidency": 5}, {"canonical.sellerResidency": ["Must be a string."]}),
        (
            {"property": {"municipality": "Otta\u202ewa"}},
            {"canonical.property.municipality": ["Control characters other than newline and tab are refused."]},
        ),
        (
            {"a": 1, "b": {"c": 1}},
            {"canonical.a": ["Unknown field."], "canonical.b": ["Unknown field."]},
        ),
    ],
    ids=repr,
)
def test_data_of_the_wrong_shape_is_refused(
    alice: Caller, canonical: dict[str, Any], fields: dict[str, list[str]]
) -> None:
    answer = alice.post(ROUTE, {"formKey": FORM, "canonical": canonical})
    path, sentences = next(iter(fields.items()))
    assert answer.status_code == 400
    assert answer.json() == {"error": "invalid_canonical", "message": f"{path}: {sentences[0]}", "fields": fields}
    assert not Document.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"formKey": ["This field is required."]}),
        ({"formKey": None}, {"formKey": ["This field may not be null."]}),
        ({"formKey": 5}, {"formKey": ["Not a valid string."]}),
        ({"formKey": "x" * 65}, {"formKey": ["Ensure this field has no more than 64 characters."]}),
        ({"formKey": "on/spaceship"}, {"formKey": ["Unknown form."]}),
        ({"formKey": "template/1"}, {"formKey": ["Unknown form."]}),
        ({"formKey": FORM, "title": "x" * 201}, {"title": ["Ensure this field has no more than 200 characters."]}),
        ({"formKey": FORM, "title": ""}, {"title": ["This field may not be blank."]}),
        ({"formKey": FORM, "title": " \n "}, {"title": ["This field may not be blank."]}),
        ({"formKey": FORM, "title": 5}, {"title": ["Not a valid string."]}),
        ({"formKey": FORM, "title": "a\nb"}, {"title": ["Must be one line, without tabs."]}),
        ({"formKey": FORM, "title": "a\tb"}, {"title": ["Must be one line, without tabs."]}),
        ({"formKey": FORM, "title": "a\u2028b"}, {"title": ["Must be one line, without tabs."]}),
        (
            {"formKey": FORM, "title": "fdp.\u202eexe"},
            {"title": ["Control characters other than newline and tab are refused."]},
        ),
        ({"formKey": FORM, "canonical": []}, {"canonical": ['Expected a dictionary of items but got type "list".']}),
        ({"formKey": FORM, "canonical": None}, {"canonical": ["This field may not be null."]}),
        ({"formKey": FORM, "provenance": "ai"}, {"provenance": ['Expected a dictionary of items but got type "str".']}),
        ({"formKey": FORM, "provenance": {"a": 5}}, {"provenance.a": ["Not a valid string."]}),
        ({"formKey": FORM, "dealId": "deal_01h455vb4pex5vsknk084sn02q"}, {"dealId": ["There is no such deal."]}),
        ({"formKey": FORM, "dealId": "5"}, {"dealId": ["There is no such deal."]}),
        ({"formKey": FORM, "dealId": 5}, {"dealId": ["Not a valid string."]}),
    ],
    ids=lambda value: repr(value)[:60],
)
def test_a_malformed_body_is_refused(alice: Caller, body: dict[str, Any], fields: dict[str, list[str]]) -> None:
    answer = alice.post(ROUTE, body)
    assert answer.status_code == 400
    found = answer.json()
    assert found.pop("message").endswith(".")
    assert found == {"error": "invalid_body", "fields": fields}
    assert not Document.objects.exists()


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"5", b'"x"', b"{", b"\xff", b'{"formKey": NaN}', b"[" * 2000])
def test_a_body_that_is_no_object_is_refused(alice: Caller, body: bytes) -> None:
    answer = alice.generic("POST", ROUTE, body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["error"] == "invalid_body"


@pytest.mark.parametrize("place", ["formKey", "title", "canonical"])
def test_a_nul_character_is_refused(alice: Caller, place: str) -> None:
    body: dict[str, Any] = {"formKey": FORM, "title": "x"}
    body[place] = {"inclusions": ["a\0b"]} if place == "canonical" else "a\0b"
    answer = alice.post(ROUTE, body)
    where = "canonical.inclusions.0" if place == "canonical" else place
    assert answer.status_code == 400
    assert answer.json() == {"error": "invalid_body", "message": f"{where} has a control character."}


def test_unknown_keys_beside_the_data_are_ignored(alice: Caller) -> None:
    document = draft(alice, status="FULLY_SIGNED", id="doc_1", sha256="0" * 64, organization=5)
    assert (document["status"], document["sha256"]) == ("DRAFT", None)


def test_a_title_of_200_characters_fits(alice: Caller) -> None:
    assert draft(alice, title="é" * 200)["title"] == "é" * 200


def test_a_title_that_no_font_can_print_is_an_issue(alice: Caller) -> None:
    assert draft(alice, title="House \U0001f69a")["issues"] == [
        {"path": "title", "code": "unprintable", "message": "The fonts of the documents can't print 🚚 (U+1F69A)."}
    ]


def test_the_default_title_is_one_line_of_200_characters(alice: Caller) -> None:
    address = {"street": "12\n\tMaple Street", "city": "O" * 200}
    title = draft(alice, canonical={"property": {"address": address}})["title"]
    assert title == f"{TITLE}: 12 Maple Street, {'O' * 200}"[:200]


def test_every_form_can_be_drafted(alice: Caller) -> None:
    for pack in packs.every():
        document = draft(alice, formKey=pack.key, canonical=pack.sample(clock.now().date()))
        assert (document["formKey"], document["issues"]) == (pack.key, [])
