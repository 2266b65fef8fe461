"""GET /v1/workspace/orgs/:id/locations."""

from tests.matching import A_TIME
from tests.people import Caller
from tests.workspace.asking import first_location, of, queries, said
from workspace.models import Company, Location


def test_the_locations_are_answered_in_their_order(alice: Caller, bob: Caller, charlie: Caller) -> None:
    acme = alice.organization
    toronto = first_location(acme)
    company = Company.objects.create(organization=acme, name="Acme Marine")
    ottawa = Location.objects.create(company=company, name="Ottawa", address="1 Main St", sort_order=2)
    hull = Location.objects.create(company=company, name="Hull", sort_order=1)
    of_toronto = {
        "id": str(toronto.pk), "companyId": str(toronto.company_id), "companyName": "Acme Financial", "name": "Toronto",
        "address": None, "sortOrder": 0, "createdAt": A_TIME,
    }  # fmt: skip
    marine = {"companyId": str(company.pk), "companyName": "Acme Marine", "createdAt": A_TIME}
    whole = {
        "locations": [
            of_toronto,
            {**marine, "id": str(hull.pk), "name": "Hull", "address": None, "sortOrder": 1},
            {**marine, "id": str(ottawa.pk), "name": "Ottawa", "address": "1 Main St", "sortOrder": 2},
        ]
    }
    for one in (alice, bob):
        assert said(one.get(of(acme, path="/locations"))) == (200, whole)
    assert [one["name"] for one in charlie.get(of(charlie.organization, path="/locations")).json()["locations"]] == [
        "Toronto"
    ]


def test_limit_and_cursor_show_each_location_once(alice: Caller) -> None:
    company = first_location(alice.organization).company
    Location.objects.bulk_create(Location(company=company, name=f"L{n}", sort_order=n // 2) for n in range(6))
    path, found = of(alice.organization, path="/locations"), []
    body = alice.get(path, {"limit": "2"}).json()
    found += body["locations"]
    while "nextCursor" in body:
        body = alice.get(path, {"limit": "2", "cursor": body["nextCursor"]}).json()
        found += body["locations"]
    assert found == alice.get(path).json()["locations"]
    assert len(found) == 7


def test_the_list_takes_a_constant_number_of_queries(alice: Caller) -> None:
    path = of(alice.organization, path="/locations")
    before = queries(alice, path)
    for name in "abc":
        company = Company.objects.create(organization=alice.organization, name=name)
        Location.objects.create(company=company, name=name)
    assert queries(alice, path) == before
