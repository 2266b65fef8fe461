"""organization.created, organization.updated, organization.deleted."""

from typing import Any

import pytest

from tests.people import Caller, Person
from tests.workspace.clerk.deliveries import deleted, deliver, membership, organization
from workspace.models import ClerkRecord, Company, Event, Membership, Organization, Role

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("type", ["organization.created", "organization.updated"])
def test_a_new_organization_is_created_with_its_roles_and_company(type: str) -> None:
    deliver(type, organization())
    row = Organization.objects.get()
    assert (row.clerk_org_id, row.name, row.slug) == ("org_elm", "Elm Homes", "elm-homes")
    assert (row.timezone, row.brand, row.billing) == ("America/Toronto", {}, None)
    assert sorted(Role.objects.values_list("slug", "name")) == [("member", "Member"), ("owner", "Owner")]
    assert Role.objects.get(slug="member").granted == []
    assert Company.objects.get().name == "Elm Homes"
    assert not Membership.objects.exists(), "its members are told of one by one"
    record = ClerkRecord.objects.get()
    assert (record.clerk_id, record.kind, record.updated_at, record.is_deleted) == (
        "org_elm", "organization", 1000, False,
    )  # fmt: skip


def test_a_change_leaves_what_clerk_does_not_know() -> None:
    deliver("organization.created", organization())
    Organization.objects.update(timezone="America/Vancouver", brand={"primaryColor": "#123456"})
    deliver("organization.updated", organization(at=2000, name="Elm Estates", slug="elm-estates"))
    row = Organization.objects.get()
    assert (row.name, row.slug) == ("Elm Estates", "elm-estates")
    assert (row.timezone, row.brand) == ("America/Vancouver", {"primaryColor": "#123456"})
    assert Company.objects.get().name == "Elm Homes", "a company is a legal entity of its own"
    assert Role.objects.count() == 2


@pytest.mark.parametrize("at", [999, 1000])
def test_an_update_no_newer_than_what_is_known_changes_nothing(at: int) -> None:
    deliver("organization.created", organization())
    deliver("organization.updated", organization(at=at, name="Older", slug="older"))
    row = Organization.objects.get()
    assert (row.name, row.slug) == ("Elm Homes", "elm-homes")


@pytest.mark.parametrize(
    ("changed", "name", "slug"),
    [
        ({"slug": None}, "Elm Homes", "elm-homes"),
        ({"slug": None, "name": "Ünïcode & Söhne"}, "Ünïcode & Söhne", "unicode-sohne"),
        ({"slug": None, "name": "家"}, "家", "organization"),
        ({"name": None}, "elm-homes", "elm-homes"),
        ({"name": None, "slug": None}, "org_elm", "org-elm"),
        ({"name": "x" * 200}, "x" * 120, "elm-homes"),
        ({"name": " A\0\nB "}, "A B", "elm-homes"),
        ({"slug": "Elm_Homes.CA"}, "Elm Homes", "elm-homesca"),
        ({"slug": "x" * 100}, "Elm Homes", "x" * 48),
        ({"slug": "-x-" + "y" * 45 + "-z"}, "Elm Homes", "x-" + "y" * 45),
        ({"slug": "---"}, "Elm Homes", "organization"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_names_and_slugs_are_made_to_fit_ours(changed: dict[str, Any], name: str, slug: str) -> None:
    deliver("organization.created", organization(**changed))
    row = Organization.objects.get()
    assert (row.name, row.slug) == (name, slug)


def test_a_slug_that_another_has_gets_a_suffix() -> None:
    Organization.objects.create(name="Local", slug="elm-homes")
    deliver("organization.created", organization())
    deliver("organization.created", organization("fir", slug="elm-homes"))
    slugs = Organization.objects.order_by("pk").values_list("slug", flat=True)
    assert list(slugs) == ["elm-homes", "elm-homes-2", "elm-homes-3"]


def test_a_long_slug_makes_room_for_its_suffix() -> None:
    for name in "abcdefghijk":
        deliver("organization.created", organization(name, slug="x" * 48))
    slugs = list(Organization.objects.order_by("pk").values_list("slug", flat=True))
    assert slugs[:3] == ["x" * 48, "x" * 46 + "-2", "x" * 46 + "-3"]
    assert slugs[-1] == "x" * 45 + "-11"


def test_a_change_to_a_slug_that_another_has_gets_a_suffix() -> None:
    deliver("organization.created", organization())
    deliver("organization.created", organization("fir"))
    deliver("organization.updated", organization("fir", at=2000, slug="elm-homes"))
    assert Organization.objects.get(clerk_org_id="org_fir").slug == "elm-homes-2"


def test_an_organization_keeps_its_own_slug_without_a_suffix() -> None:
    deliver("organization.created", organization())
    deliver("organization.updated", organization(at=2000, name="Renamed"))
    assert Organization.objects.get().slug == "elm-homes"


def test_a_change_without_slug_leaves_it() -> None:
    deliver("organization.created", organization())
    deliver("organization.updated", organization(at=2000, name="Renamed", slug=None))
    row = Organization.objects.get()
    assert (row.name, row.slug) == ("Renamed", "elm-homes")


def test_a_slug_that_is_taken_in_the_same_moment_gets_a_suffix(monkeypatch: pytest.MonkeyPatch) -> None:
    """The look finds it free, the write finds it taken: looked again."""
    Organization.objects.create(name="Quick", slug="elm-homes")
    found = iter(["elm-homes", "elm-homes", "elm-homes-2"])
    monkeypatch.setattr("workspace.clerk.organizations.free_slug", lambda wanted, row: next(found))
    deliver("organization.created", organization())
    assert Organization.objects.get(clerk_org_id="org_elm").slug == "elm-homes-2"
    assert not list(found)


def test_a_deletion_ends_all_memberships_and_keeps_the_organization(
    people: dict[str, Person], alice: Caller, charlie: Caller
) -> None:
    acme = Organization.objects.get(slug="acme")
    Membership.objects.create(
        organization=acme, role=Role.objects.get(organization=acme, slug="member"), status="PENDING",
        invited_email="dana@example.com",
    )  # fmt: skip
    deliver("organization.deleted", {**deleted("organization", "org_acme"), "slug": "acme"})
    assert [row.status for row in Membership.objects.filter(organization=acme)] == ["REMOVED", "REMOVED"]
    assert Organization.objects.filter(pk=acme.pk).exists(), "evidence hangs on it"
    assert Company.objects.filter(organization=acme).exists()
    assert alice.get("/api/documents").status_code == 401
    assert charlie.get("/api/documents").status_code == 200
    told = Event.objects.order_by("id").values_list("type", "organization_id", "data__userId", "actor__id")
    members = [str(people[name].user.pk) for name in ("alice", "bob")]
    assert list(told) == [("member.removed", acme.pk, who, "clerk") for who in (*members, None)]


def test_the_deletion_of_an_unknown_organization_creates_none() -> None:
    deliver("organization.deleted", deleted("organization", "org_elm"))
    assert not Organization.objects.exists()
    assert ClerkRecord.objects.get().is_deleted


def test_a_deleted_organization_is_not_logged_to_lack_an_owner(
    people: dict[str, Person], caplog: pytest.LogCaptureFixture
) -> None:
    deliver("organization.deleted", deleted("organization", "org_acme"))
    assert "organization_without_owner" not in caplog.text


@pytest.mark.parametrize("at", [999, 2000])
def test_no_one_joins_a_deleted_organization(at: int) -> None:
    deliver("organization.created", organization())
    deliver("organization.deleted", deleted("organization", "org_elm"))
    deliver("organization.updated", organization(at=at))
    deliver("organizationMembership.created", membership(at=at))
    assert Membership.objects.get().status == "REMOVED"
    assert not Event.objects.exists()
