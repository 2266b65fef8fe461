"""/v1/signing/organizations, /companies and /manager/locations."""

from signing.packages.identities.models import Tier
from signing.packages.models import Flow, Signing, Template
from tests.matching import A_TIME
from tests.people import Caller
from tests.signing.packages.stage import BASE, Stage, caller, grant, ok, refused
from workspace.models import Location

ORGANIZATIONS, COMPANIES, LOCATIONS = "/v1/signing/organizations", "/v1/signing/companies", f"{BASE}/locations"
NO_ROLE = "You are neither a manager nor an admin of signing packages."
OUTSIDE = "This is outside of what you manage."


def test_places_are_answered_whole(stage: Stage) -> None:
    acme, auto = stage.acme, stage.toronto.company
    marine = stage.kingston.company
    assert ok(stage.mia.get(ORGANIZATIONS)) == {
        "organizations": [{"id": str(acme.pk), "name": "Acme Financial", "slug": "acme", "createdAt": A_TIME}],
        "scope": "managed",
    }
    companies = [
        {"id": str(one.pk), "organizationId": str(acme.pk), "name": one.name, "createdAt": A_TIME}
        for one in (auto, marine)
    ]
    assert ok(stage.mia.get(COMPANIES)) == {"companies": companies, "scope": "managed"}
    assert ok(stage.mia.get(f"{COMPANIES}/{auto.pk}")) == {"company": companies[0]}
    locations = [
        {
            "id": str(one.pk), "companyId": str(one.company_id), "organizationId": str(acme.pk), "name": one.name,
            "address": None, "sortOrder": order, "createdAt": A_TIME,
        }
        for order, one in enumerate((stage.toronto, stage.ottawa, stage.kingston))
    ]  # fmt: skip
    assert ok(stage.mia.get(LOCATIONS)) == {"locations": locations, "scope": "managed"}
    assert ok(stage.mia.get(f"{LOCATIONS}?companyId={marine.pk}")) == {"locations": locations[2:], "scope": "managed"}
    assert ok(stage.mia.get(f"{LOCATIONS}/{stage.toronto.pk}")) == {"location": locations[0]}


def test_admins_see_all_places(stage: Stage) -> None:
    assert [row["name"] for row in ok(stage.ada.get(ORGANIZATIONS))["organizations"]] == [
        "Acme Financial", "Birch Realty",
    ]  # fmt: skip
    assert len(ok(stage.ada.get(COMPANIES))["companies"]) == 3
    assert ok(stage.ada.get(f"{COMPANIES}?organizationId={stage.birch.pk}"))["companies"][0]["name"] == "Birch Realty"
    assert ok(stage.ada.get(f"{COMPANIES}?organizationId=0")) == {"companies": [], "scope": "global"}
    assert len(ok(stage.ada.get(LOCATIONS))["locations"]) == 4
    assert ok(stage.ada.get(LOCATIONS))["scope"] == "global"


def test_who_is_neither_manager_nor_admin_sees_no_place(stage: Stage) -> None:
    for path in (ORGANIZATIONS, COMPANIES, f"{COMPANIES}/1", LOCATIONS, f"{LOCATIONS}/1", f"{LOCATIONS}/x"):
        refused(stage.stranger.get(path), 403, NO_ROLE)


def test_a_manager_of_one_location_sees_that_one(stage: Stage) -> None:
    one = grant(caller("max"), stage.acme, stage.ottawa, flows=Tier.READ)
    assert [row["name"] for row in ok(one.get(ORGANIZATIONS))["organizations"]] == ["Acme Financial"]
    assert [row["name"] for row in ok(one.get(COMPANIES))["companies"]] == ["Acme Auto"]
    assert [row["name"] for row in ok(one.get(LOCATIONS))["locations"]] == ["Ottawa"]
    refused(one.get(f"{COMPANIES}/{stage.kingston.company_id}"), 403, OUTSIDE)
    refused(one.get(f"{LOCATIONS}/{stage.toronto.pk}"), 403, OUTSIDE)
    refused(one.get(f"{LOCATIONS}?companyId={stage.kingston.company_id}"), 403, OUTSIDE)


def test_other_modules_show_no_company(stage: Stage) -> None:
    one = grant(caller("max"), stage.acme, reports=Tier.FULL, settings=Tier.FULL)
    assert len(ok(one.get(COMPANIES))["companies"]) == 2
    words = "You may not see signings or templates or flows."
    for path in (f"{COMPANIES}/{stage.toronto.company_id}", LOCATIONS, f"{LOCATIONS}/{stage.toronto.pk}"):
        refused(one.get(path), 403, words)


def test_an_unknown_place_is_not_found(stage: Stage) -> None:
    refused(stage.mia.get(f"{COMPANIES}?organizationId=x"), 400, "organizationId must be a numeric string.")
    refused(stage.mia.get(f"{COMPANIES}?organizationId={stage.birch.pk}"), 403, OUTSIDE)
    refused(stage.mia.get(f"{COMPANIES}?organizationId={2**70}"), 403, OUTSIDE)
    refused(stage.mia.get(f"{COMPANIES}/x"), 400, "companyId must be a numeric string.")
    refused(stage.mia.get(f"{COMPANIES}/0"), 404, "Not found.")
    refused(stage.mia.get(f"{COMPANIES}/{2**70}"), 404, "Not found.")
    refused(stage.mia.get(f"{COMPANIES}/{stage.hamilton.company_id}"), 403, OUTSIDE)
    refused(stage.mia.get(f"{LOCATIONS}?companyId=x"), 400, "companyId must be a numeric string.")
    refused(stage.mia.get(f"{LOCATIONS}?companyId={stage.hamilton.company_id}"), 403, OUTSIDE)
    refused(stage.mia.get(f"{LOCATIONS}/x"), 400, "locationId must be a numeric string.")
    refused(stage.mia.get(f"{LOCATIONS}/0"), 404, "Not found.")
    refused(stage.mia.get(f"{LOCATIONS}/{stage.hamilton.pk}"), 403, OUTSIDE)


def test_a_manager_of_several_places_pages_through_all_of_them(stage: Stage) -> None:
    one = grant(caller("max"), stage.acme, signings=Tier.READ, templates=Tier.READ, flows=Tier.READ)
    grant(one, stage.birch, stage.hamilton, signings=Tier.READ, flows=Tier.READ)
    aurora = Location.objects.create(company=stage.hamilton.company, name="Aurora", sort_order=1)
    places = (stage.toronto, stage.hamilton, aurora, stage.kingston, stage.hamilton)
    for number, place in enumerate(places):
        Signing.objects.create(location=place, title=str(number))
        Flow.objects.create(location=place, name=str(number), steps=[])
        Template.objects.create(location=place, name=str(number), file_sha256="0" * 64, page_count=1)
    assert pages(one, f"{BASE}/signings", "signings", "title") == ["4", "3", "1", "0"]
    assert pages(one, f"{BASE}/flows", "flows", "name") == ["0", "1", "3", "4"]
    assert pages(one, f"{BASE}/templates", "templates", "name") == ["0", "3"]
    assert pages(one, COMPANIES, "companies", "name") == ["Acme Auto", "Acme Marine", "Birch Realty"]
    assert pages(one, LOCATIONS, "locations", "name") == ["Toronto", "Hamilton", "Ottawa", "Kingston"]
    assert pages(one, f"{BASE}/signings?locationId={stage.hamilton.pk}", "signings", "title") == ["4", "1"]
    refused(one.get(f"{BASE}/signings?locationId={aurora.pk}"), 403, OUTSIDE)
    assert [row["name"] for row in ok(one.get(f"{COMPANIES}?organizationId={stage.birch.pk}"))["companies"]] == [
        "Birch Realty"
    ]


def pages(one: Caller, path: str, key: str, name: str) -> list[str]:
    """The names of all rows, two on a page."""
    found: list[str] = []
    cursor = ""
    while True:
        sign = "&" if "?" in path else "?"
        answer = ok(one.get(f"{path}{sign}limit=2" + (f"&cursor={cursor}" if cursor else "")))
        found += [row[name] for row in answer[key]]
        if "nextCursor" not in answer:
            return found
        cursor = answer["nextCursor"]
