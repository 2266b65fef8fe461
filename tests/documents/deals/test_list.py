"""GET /api/deals."""

from itertools import chain
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from documents.deals.models import Deal
from tests.access import statuses
from tests.documents.deals.asking import PURCHASE, ROUTE, made, signed
from tests.people import Caller, Person


def found(caller: Caller, **query: str) -> list[str]:
    """The ids that the list gives."""
    return [deal["id"] for deal in caller.get(ROUTE, query).json()["deals"]]


def many(caller: Caller, number: int) -> list[str]:
    """So many deals, made without the API; their ids, newest first."""
    rows = [Deal(organization=caller.organization, title=f"{index}", type="sale") for index in range(number)]
    return [deal.id for deal in reversed(Deal.objects.bulk_create(rows))]


def test_members_of_an_organization_list_its_deals(people: dict[str, Person]) -> None:
    assert statuses(people, "GET", ROUTE) == {
        "alice": 200, "bob": 200, "charlie": 200, "nobody": 401, "anyone": 401,
    }  # fmt: skip


def test_the_list_is_empty_without_deals(alice: Caller) -> None:
    assert alice.get(ROUTE).json() == {"deals": []}


def test_the_list_shows_only_the_organizations_deals_newest_first(alice: Caller, bob: Caller, charlie: Caller) -> None:
    first, second, foreign = made(alice), made(bob), made(charlie)
    document = signed(alice, first)
    for deal in (first, second, foreign):
        del deal["history"]
    first["documents"] = [
        {
            "id": document.id, "title": "Agreement", "formKey": PURCHASE, "status": "FULLY_SIGNED",
            "signedAt": alice.get(f"/api/documents/{document.id}").json()["signedAt"],
        }
    ]  # fmt: skip
    assert alice.get(ROUTE).json() == {"deals": [second, first]}
    assert charlie.get(ROUTE).json() == {"deals": [foreign]}


def test_deals_are_filtered_by_stage_and_type(alice: Caller) -> None:
    new, firm, lease = made(alice)["id"], made(alice)["id"], made(alice, type="lease")["id"]
    Deal.objects.filter(id=firm).update(stage="firm")
    assert found(alice, stage="firm") == [firm]
    assert found(alice, stage="new") == [lease, new]
    assert found(alice, stage="new", type="purchase") == [new]
    assert found(alice, type="lease") == [lease]
    assert found(alice, type="sale") == []


STAGES = "stage must be one of new, offer_submitted, conditional, firm, closing, closed, lost."


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("stage", "FIRM", STAGES),
        ("stage", "", STAGES),
        ("type", "gift", "type must be one of purchase, sale, lease."),
        ("limit", "201", "limit must be a whole number from 1 to 200."),
        ("cursor", "nonsense", "cursor is not one that this list gave."),
        ("cursor", "WyJkb2NfMSJd", "cursor is not one that this list gave."),
        ("stage", "a\0b", "stage has a control character."),
    ],
)
def test_a_malformed_parameter_is_refused(alice: Caller, name: str, value: str, message: str) -> None:
    answer = alice.get(ROUTE, {name: value})
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_parameter", "message": message})


def test_the_pages_of_the_list_show_every_deal_once(alice: Caller) -> None:
    expected, seen, query = many(alice, 7), [], {"limit": "3"}
    while True:
        body: dict[str, Any] = alice.get(ROUTE, query).json()
        seen.append([deal["id"] for deal in body["deals"]])
        many(alice, 1)
        if "nextCursor" not in body:
            break
        query["cursor"] = body["nextCursor"]
    assert [len(page) for page in seen] == [3, 3, 1]
    assert list(chain(*seen)) == expected


def test_the_list_takes_as_many_queries_for_fifty_deals_as_for_one(alice: Caller) -> None:
    numbers = []
    for number in (1, 49):
        for deal in many(alice, number):
            signed(alice, {"id": deal}, data={})
            signed(alice, {"id": deal}, data={})
        with CaptureQueriesContext(connection) as queries:
            assert len(alice.get(ROUTE).json()["deals"][0]["documents"]) == 2
        numbers.append(len(queries))
    assert numbers == [4, 4]
