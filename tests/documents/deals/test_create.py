"""POST /api/deals."""

from typing import Any

import pytest

from documents.deals.models import Deal
from tests.access import statuses
from tests.documents.deals.asking import ROUTE, made
from tests.matching import A_TIME, an_id
from tests.people import Caller, Person
from workspace.models import Event

BODY = {"title": "12 Maple Street", "type": "purchase"}


def test_members_of_an_organization_create_deals(people: dict[str, Person]) -> None:
    assert statuses(people, "POST", ROUTE, BODY) == {
        "alice": 201, "bob": 201, "charlie": 201, "nobody": 401, "anyone": 401,
    }  # fmt: skip


@pytest.mark.parametrize("type", ["purchase", "sale", "lease"])
def test_a_created_deal_is_answered_in_full(alice: Caller, type: str) -> None:
    more = {"closingDate": "2026-08-31", "propertyAddress": " 12 Maple Street\nOttawa "}
    answer = alice.post(ROUTE, {"title": " The Maples ", "type": type, **more})
    assert answer.status_code == 201
    body = answer.json()
    assert body == {
        "id": an_id("deal"),
        "title": "The Maples",
        "type": type,
        "stage": "new",
        "closingDate": "2026-08-31",
        "propertyAddress": "12 Maple Street\nOttawa",
        "documents": [],
        "createdAt": A_TIME,
        "updatedAt": A_TIME,
        "history": [],
    }
    assert alice.get(f"{ROUTE}/{body['id']}").json() == body


@pytest.mark.parametrize("more", [{}, {"closingDate": None, "propertyAddress": None}])
def test_a_title_and_a_type_make_a_deal(alice: Caller, more: dict[str, Any]) -> None:
    deal = made(alice, **more)
    assert (deal["closingDate"], deal["propertyAddress"]) == (None, None)


def test_unknown_members_of_a_deal_are_ignored(alice: Caller) -> None:
    deal = made(alice, stage="closed", id="deal_1", organization=5, documents=[1])
    assert (deal["stage"], deal["documents"]) == ("new", [])
    assert Deal.objects.get().organization == alice.organization


def test_one_event_is_published_when_a_deal_is_created(alice: Caller) -> None:
    deal = made(alice)
    assert alice.person
    event = Event.objects.get()
    assert (event.type, event.organization_id) == ("deal.created", alice.organization.pk)
    assert (event.subject_type, event.subject_id) == ("deal", deal["id"])
    assert event.data == {"title": "12 Maple Street", "type": "purchase", "stage": "new"}
    assert event.actor == {"kind": "user", "id": str(alice.person.user.pk), "name": "Alice"}
    assert Deal.objects.get().created_by == alice.person.user


REQUIRED, DATE = ["This field is required."], ["Must be a date, such as 2026-04-27."]


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"title": None}, {"title": ["This field may not be null."]}),
        ({"title": ""}, {"title": ["This field may not be blank."]}),
        ({"title": 5}, {"title": ["Not a valid string."]}),
        ({"title": "a\nb"}, {"title": ["Must be one line, without tabs."]}),
        ({"title": "x" * 201}, {"title": ["Ensure this field has no more than 200 characters."]}),
        ({"type": "gift"}, {"type": ['"gift" is not a valid choice.']}),
        ({"type": None}, {"type": ["This field may not be null."]}),
        ({"type": ["sale"]}, {"type": ["\"['sale']\" is not a valid choice."]}),
        ({"closingDate": "2026-02-30"}, {"closingDate": DATE}),
        ({"closingDate": "20260228"}, {"closingDate": DATE}),
        ({"closingDate": "2026-W09-1"}, {"closingDate": DATE}),
        ({"closingDate": "2026-08-31T00:00:00Z"}, {"closingDate": DATE}),
        ({"closingDate": ""}, {"closingDate": ["This field may not be blank."]}),
        ({"closingDate": 20260831}, {"closingDate": ["Not a valid string."]}),
        ({"closingDate": "9999-12-31"}, {"closingDate": ["The year must be from 1900 to 2199."]}),
        ({"closingDate": "1899-12-31"}, {"closingDate": ["The year must be from 1900 to 2199."]}),
        ({"closingDate": "2200-01-01"}, {"closingDate": ["The year must be from 1900 to 2199."]}),
        ({"propertyAddress": ""}, {"propertyAddress": ["This field may not be blank."]}),
        ({"propertyAddress": 5}, {"propertyAddress": ["Not a valid string."]}),
        (
            {"propertyAddress": "x" * 501},
            {"propertyAddress": ["Ensure this field has no more than 500 characters."]},
        ),
        (
            {"title": None, "type": 5},
            {"title": ["This field may not be null."], "type": ['"5" is not a valid choice.']},
        ),
    ],
    ids=lambda value: repr(value)[:60],
)
def test_a_malformed_deal_is_refused(alice: Caller, changes: dict[str, Any], fields: dict[str, list[str]]) -> None:
    answer = alice.post(ROUTE, {**BODY, **changes})
    assert answer.status_code == 400
    found = answer.json()
    assert found.pop("message").endswith(".")
    assert found == {"error": "invalid_body", "fields": fields}
    assert not Deal.objects.exists()
    assert not Event.objects.exists()


def test_a_deal_without_title_or_type_is_refused(alice: Caller) -> None:
    assert alice.post(ROUTE, {}).json()["fields"] == {"title": REQUIRED, "type": REQUIRED}


@pytest.mark.parametrize("day", ["1900-01-01", "2199-12-31", "2028-02-29"])
def test_the_first_and_the_last_closing_date_are_accepted(alice: Caller, day: str) -> None:
    assert made(alice, closingDate=day)["closingDate"] == day


def test_the_same_idempotency_key_creates_one_deal(alice: Caller) -> None:
    answers = [alice.post(ROUTE, BODY, headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert Deal.objects.count() == 1
