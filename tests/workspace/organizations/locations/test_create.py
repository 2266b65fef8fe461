"""POST /v1/workspace/orgs/:id/locations."""

from typing import Any

import pytest

from tests.matching import A_TIME
from tests.people import Caller, acme_and_birch
from tests.racing import at_once
from tests.workspace.asking import BODIES_THAT_ARE_NO_OBJECT, first_location, of, refused, said, told
from workspace.models import Company, Event, Location


def route(caller: Caller) -> str:
    return of(caller.organization, path="/locations")


def created(caller: Caller, **body: Any) -> dict[str, Any]:
    answer = caller.post(route(caller), {"name": "Ottawa", **body})
    assert answer.status_code == 201, answer.json()
    return dict(answer.json()["location"])


def test_a_new_location_is_answered_as_the_organization_lists_it(alice: Caller) -> None:
    answer = alice.post(route(alice), {"name": " Ottawa ", "address": " 1 Bank Street\nOttawa ", "sortOrder": 7})
    location = Location.objects.get(name="Ottawa")
    expected = {
        "id": str(location.pk),
        "companyId": str(alice.organization.companies.get().pk),
        "companyName": "Acme Financial",
        "name": "Ottawa",
        "address": "1 Bank Street\nOttawa",
        "sortOrder": 7,
        "createdAt": A_TIME,
    }
    assert said(answer) == (201, {"location": expected})
    assert alice.get(of(alice.organization)).json()["locations"][-1] == expected


def test_a_new_location_is_told(alice: Caller) -> None:
    made = created(alice)
    assert told() == ("location.created", "location", made["id"], {"name": "Ottawa", "companyId": made["companyId"]})
    assert Event.objects.get().organization_id == alice.organization.pk


def test_without_a_sort_order_a_location_comes_last(alice: Caller, charlie: Caller) -> None:
    Location.objects.filter(pk=first_location(charlie.organization).pk).update(sort_order=500)
    assert created(alice)["sortOrder"] == 1
    assert created(alice, sortOrder=1_000_000)["sortOrder"] == 1_000_000
    assert created(alice)["sortOrder"] == 1_000_000
    first_location(charlie.organization).delete()
    assert created(charlie)["sortOrder"] == 0


@pytest.mark.parametrize("form", [str, int])
def test_a_company_may_be_named(alice: Caller, form: type) -> None:
    marine = Company.objects.create(organization=alice.organization, name="Acme Marine")
    assert created(alice)["companyName"] == "Acme Financial"
    assert created(alice, companyId=form(marine.pk))["companyName"] == "Acme Marine"


def test_an_organization_without_a_company_gets_one(alice: Caller) -> None:
    Company.objects.all().delete()
    assert created(alice)["companyName"] == "Acme Financial"
    assert created(alice)["companyId"] == str(alice.organization.companies.get().pk)


def test_the_company_of_another_organization_is_refused(alice: Caller, charlie: Caller) -> None:
    for company_id in (str(charlie.organization.companies.get().pk), "0", "9" * 40):
        answer = alice.post(route(alice), {"name": "X", "companyId": company_id})
        refused(answer, 400, "companyId names no company of this organization.")
    assert Location.objects.count() == 2


@pytest.mark.parametrize("address", [None, "", "  "])
def test_an_empty_address_is_null(alice: Caller, address: str | None) -> None:
    assert created(alice, address=address)["address"] is None
    assert created(alice)["address"] is None


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({}, "name: This field is required."),
        ({"name": ""}, "name: This field may not be blank."),
        ({"name": "x" * 121}, "name: Ensure this field has no more than 120 characters."),
        ({"name": "X", "address": "x" * 501}, "address: Ensure this field has no more than 500 characters."),
        ({"name": "X", "address": 5}, "address: Not a valid string."),
        ({"name": "X", "sortOrder": "5"}, "sortOrder: A valid integer is required."),
        ({"name": "X", "sortOrder": -1}, "sortOrder: Ensure this value is greater than or equal to 0."),
        ({"name": "X", "sortOrder": 1_000_001}, "sortOrder: Ensure this value is less than or equal to 1000000."),
        ({"name": "X", "sortOrder": None}, "sortOrder: This field may not be null."),
        ({"name": "X", "companyId": "x"}, "companyId must be a numeric string."),
        ({"name": "X", "companyId": None}, "companyId: This field may not be null."),
    ],
)
def test_a_body_that_breaks_a_rule_is_refused(alice: Caller, body: dict[str, Any], sentence: str) -> None:
    refused(alice.post(route(alice), body), 400, sentence)
    assert Location.objects.count() == 2


@BODIES_THAT_ARE_NO_OBJECT
def test_a_body_that_is_no_object_is_refused(alice: Caller, body: bytes) -> None:
    refused(alice.generic("POST", route(alice), body, content_type="application/json"), 400, "Invalid body.")


def test_ten_locations_created_at_once_get_a_place_each(committed: None) -> None:
    alice = Caller(acme_and_birch()["alice"])
    places = [location["sortOrder"] for location in at_once([lambda: created(alice)] * 10)]
    assert sorted(places) == list(range(1, 11))
