"""GET /api/documents/obligations."""

from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from documents.obligations import views
from documents.obligations.models import Obligation
from documents.paper.models import Document
from safeclose import clock as clocks
from tests.access import statuses
from tests.clocks import Clock, stopped
from tests.documents.deals.asking import made
from tests.matching import an_id
from tests.paper import FORM, generated
from tests.people import Caller, Person

pytestmark = pytest.mark.usefixtures("equal_documents_made_once")

ROUTE = "/api/documents/obligations"
NOW = datetime(2026, 5, 4, 15, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return stopped(monkeypatch, NOW)


def plain(caller: Caller) -> Document:
    """A document that is no draft, made without the API."""
    return Document.objects.create(
        organization=caller.organization, form_key=FORM, title="House", status="GENERATED", sha256="0" * 64,
        page_count=1, generated_at=NOW,
    )  # fmt: skip


def due(caller: Caller, *instants: datetime) -> list[str]:
    """Obligations of one document at these instants; their ids."""
    document = plain(caller)
    made = [
        Obligation(
            organization=caller.organization, document=document, key=f"closing:{number}", type="closing",
            description="Completion of the purchase.", due_at=at,
        )
        for number, at in enumerate(instants)
    ]  # fmt: skip
    return [one.id for one in Obligation.objects.bulk_create(made)]


def found(caller: Caller, **query: str) -> list[str]:
    return [one["id"] for one in caller.get(ROUTE, query).json()["obligations"]]


def test_members_of_an_organization_list_its_obligations(people: dict[str, Person]) -> None:
    assert statuses(people, "GET", ROUTE) == {
        "alice": 200, "bob": 200, "charlie": 200, "nobody": 401, "anyone": 401,
    }  # fmt: skip


def test_the_list_is_empty_without_obligations(alice: Caller) -> None:
    assert alice.get(ROUTE).json() == {"obligations": []}


def test_an_obligation_is_answered_in_full(alice: Caller, clock: Clock) -> None:
    document = plain(alice)
    deal = made(alice)["id"]
    Document.objects.update(deal_id=deal)
    Obligation.objects.create(
        organization=alice.organization, document=document, key="deposit_due:1", type="deposit_due",
        description="Deposit, to Pine Ltd.", due_at=NOW + timedelta(hours=1, milliseconds=7), amount_cents=5_000_000,
    )  # fmt: skip
    answer = alice.get(ROUTE)
    assert answer.status_code == 200
    assert answer.json() == {
        "obligations": [
            {
                "id": an_id("obl"),
                "documentId": document.id,
                "dealId": deal,
                "type": "deposit_due",
                "description": "Deposit, to Pine Ltd.",
                "dueDate": "2026-05-04T16:00:00.007Z",
                "amountCents": 5_000_000,
                "urgency": "due_soon",
            }
        ]
    }


def test_deal_and_amount_may_be_null(alice: Caller, clock: Clock) -> None:
    generated(alice)
    (closing,) = [
        one for one in alice.get(ROUTE, {"withinDays": "365"}).json()["obligations"] if one["type"] == "closing"
    ]
    assert (closing["dealId"], closing["amountCents"]) == (None, None)
    assert closing["dueDate"].endswith("T00:00:00.000Z")


def test_only_the_organizations_obligations_are_listed(
    alice: Caller, bob: Caller, charlie: Caller, clock: Clock
) -> None:
    (own,), (foreign,) = due(alice, NOW), due(charlie, NOW)
    assert (found(alice), found(bob), found(charlie)) == ([own], [own], [foreign])


MOMENT = timedelta(milliseconds=1)


@pytest.mark.parametrize(
    ("after", "urgency"),
    [
        (timedelta(days=-400), "overdue"),
        (-MOMENT, "overdue"),
        (timedelta(), "due_soon"),
        (timedelta(days=3), "due_soon"),
        (timedelta(days=3) + MOMENT, "pending"),
    ],
)
def test_urgency_follows_the_days_that_are_left(alice: Caller, clock: Clock, after: timedelta, urgency: str) -> None:
    due(alice, NOW + after)
    (one,) = alice.get(ROUTE).json()["obligations"]
    assert one["urgency"] == urgency


def test_an_obligation_becomes_more_urgent_as_days_pass(alice: Caller, clock: Clock) -> None:
    due(alice, NOW + timedelta(days=4))
    seen = []
    for days in (0, 1, 3):
        clock.move(days=days)
        seen.append(alice.get(ROUTE).json()["obligations"][0]["urgency"])
    clock.move(milliseconds=1)
    seen.append(alice.get(ROUTE).json()["obligations"][0]["urgency"])
    assert seen == ["pending", "due_soon", "due_soon", "overdue"]


@pytest.mark.parametrize(("query", "days"), [({}, 30), ({"withinDays": "1"}, 1), ({"withinDays": "365"}, 365)])
def test_obligations_are_listed_as_far_ahead_as_asked(
    alice: Caller, clock: Clock, query: dict[str, str], days: int
) -> None:
    last = NOW + timedelta(days=days)
    ids = due(alice, last, last + MOMENT, NOW - timedelta(days=900))
    assert found(alice, **query) == [ids[2], ids[0]]


@pytest.mark.parametrize("value", ["0", "366", "-1", "", "5.0", "five", "٥", "1e2", "+5", " 5", "99999999999999999999"])
def test_a_malformed_number_of_days_is_refused(alice: Caller, value: str) -> None:
    answer = alice.get(ROUTE, {"withinDays": value})
    assert answer.status_code == 400
    assert answer.json() == {
        "error": "invalid_parameter", "message": "withinDays must be a whole number from 1 to 365.",
    }  # fmt: skip


def test_obligations_are_listed_soonest_first(alice: Caller, clock: Clock) -> None:
    ids = due(alice, NOW + timedelta(days=2), NOW - timedelta(days=2), NOW, NOW)
    assert found(alice) == [ids[1], *sorted([ids[2], ids[3]]), ids[0]]


def test_the_pages_of_the_list_have_a_fixed_size(alice: Caller, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (views.Obligations.page_size, views.Obligations.max_page_size) == (500, 500)
    monkeypatch.setattr(views.Obligations, "page_size", 4)
    monkeypatch.setattr(views.Obligations, "max_page_size", 4)
    due(alice, *[NOW] * 7, *[NOW + timedelta(hours=1)] * 2)
    expected = list(Obligation.objects.order_by("due_at", "id").values_list("id", flat=True))
    pages, query = [], {}
    while True:
        body: dict[str, Any] = alice.get(ROUTE, query).json()
        pages.append([one["id"] for one in body["obligations"]])
        if "nextCursor" not in body:
            break
        query = {"cursor": body["nextCursor"]}
    assert [len(page) for page in pages] == [4, 4, 1]
    assert list(chain(*pages)) == expected


def test_the_list_takes_as_many_queries_for_many_as_for_one(alice: Caller) -> None:
    numbers = []
    for number in (1, 40):
        due(alice, *[clocks.now()] * number)
        due(alice, *[clocks.now()] * number)
        with CaptureQueriesContext(connection) as queries:
            alice.get(ROUTE)
        numbers.append(len(queries))
    assert numbers == [4, 4]
