"""PATCH /v1/workspace/orgs/:id/locations/:locationId."""

from typing import Any

import pytest

from tests.people import Caller
from tests.workspace.asking import first_location, of, refused, told
from workspace.models import Company, Event


def route(caller: Caller) -> str:
    return of(caller.organization, path=f"/locations/{first_location(caller.organization).pk}")


def shown(caller: Caller) -> dict[str, Any]:
    return dict(caller.get(of(caller.organization)).json()["locations"][0])


@pytest.mark.parametrize(
    ("body", "after"),
    [
        ({"name": " Hull "}, {"name": "Hull"}),
        ({"address": "1 Bank Street"}, {"address": "1 Bank Street"}),
        ({"sortOrder": 3}, {"sortOrder": 3}),
        ({"name": "Hull", "address": "X", "sortOrder": 9}, {"name": "Hull", "address": "X", "sortOrder": 9}),
    ],
)
def test_fields_that_are_not_named_stay(alice: Caller, body: dict[str, Any], after: dict[str, Any]) -> None:
    before = shown(alice)
    answer = alice.patch(route(alice), body)
    assert answer.status_code == 200
    assert answer.json() == {"location": {**before, **after}}
    assert shown(alice) == {**before, **after}
    data = {"name": answer.json()["location"]["name"], "companyId": before["companyId"]}
    assert told() == ("location.updated", "location", before["id"], data)


@pytest.mark.parametrize("empty", [None, ""])
def test_an_empty_address_clears_the_old(alice: Caller, empty: str | None) -> None:
    alice.patch(route(alice), {"address": "1 Bank Street"})
    assert alice.patch(route(alice), {"address": empty}).json()["location"]["address"] is None


def test_a_location_moves_to_a_company_of_its_organization_only(alice: Caller, charlie: Caller) -> None:
    marine = Company.objects.create(organization=alice.organization, name="Acme Marine")
    before = shown(alice)
    after = {**before, "companyId": str(marine.pk), "companyName": "Acme Marine"}
    assert alice.patch(route(alice), {"companyId": str(marine.pk)}).json() == {"location": after}
    foreign = str(charlie.organization.companies.get().pk)
    answer = alice.patch(route(alice), {"companyId": foreign, "name": "X"})
    assert (answer.status_code, answer.json()) == (400, {"error": "companyId names no company of this organization."})
    assert shown(alice) == after


@pytest.mark.parametrize("body", [{}, {"name": "Toronto", "address": None, "sortOrder": 0}, {"nonsense": 5}])
def test_a_change_of_nothing_is_not_told(alice: Caller, body: dict[str, Any]) -> None:
    assert alice.patch(route(alice), body).json() == {"location": shown(alice)}
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({"name": ""}, "name: This field may not be blank."),
        ({"name": None}, "name: This field may not be null."),
        ({"name": "a\u2028b"}, "name: Must be one line of plain text."),
        ({"address": "x" * 501}, "address: Ensure this field has no more than 500 characters."),
        ({"sortOrder": 1.5}, "sortOrder: A valid integer is required."),
        ({"companyId": "-1"}, "companyId must be a numeric string."),
    ],
)
def test_a_body_that_breaks_a_rule_is_refused(alice: Caller, body: dict[str, Any], sentence: str) -> None:
    before = shown(alice)
    refused(alice.patch(route(alice), body), 400, sentence)
    assert shown(alice) == before
