"""Owners manage what they own, from the moment at which they become owners until they are none."""

import importlib
from typing import Any

import pytest
from django.db import connection

from signing.packages.managers.jobs import appoint_owners
from signing.packages.models import Manager, ManagerMembership
from tests.signing.packages.managers.team import ALL, Team, join, rights, told
from tests.signing.packages.stage import BASE, caller, ok, user_of
from tests.workspace.clerk.deliveries import membership, organization
from workspace.clerk import actions, clerk_events
from workspace.clerk.clerk_events import CLERK
from workspace.models import Membership, Organization, User
from workspace.organizations.members import hooks


def holds(user: User) -> list[tuple[str, Any, bool]]:
    """Slug of the organization, location, and whether the row itself gives nothing."""
    rows = ManagerMembership.objects.filter(manager__user=user).order_by("id")
    return [(row.organization.slug, row.location_id, row.is_empty) for row in rows]


def clerk(type: str, told: Any) -> None:
    actions.take_in(change=clerk_events.read(type, told), by=CLERK)


def test_who_founds_an_organization_manages_it(team: Team) -> None:
    one = team.stage.stranger
    made = ok(one.post("/v1/workspace/orgs", {"name": "Elm", "slug": "elm"}), 201)
    number = made["organization"]["id"]
    assert holds(user_of(one)) == [("elm", None, True)]
    assert [(type, data["tiers"], data["vault"]) for type, _, data in told()] == [
        ("manager.appointed", ALL["tiers"], ALL["vault"])
    ]
    assert ok(one.get("/v1/signing/session"))["manager"]["memberships"] == [
        {"organizationId": number, "locationId": None, **ALL}
    ]
    place = ok(one.post(f"/v1/workspace/orgs/{number}/locations", {"name": "Elm Street"}), 201)["location"]["id"]
    ok(one.post(f"{BASE}/signings", {"locationId": place}), 201)


def test_a_failure_to_make_the_row_undoes_the_founding(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_given: object) -> None:
        raise RuntimeError("no row")

    monkeypatch.setattr(hooks.membership_hooks, "_contributions", {"fails": fails})
    assert team.stage.stranger.post("/v1/workspace/orgs", {"name": "Elm", "slug": "elm"}).status_code == 500
    assert not Organization.objects.filter(slug="elm").exists()


def test_who_is_made_an_owner_manages_and_who_is_none_any_more_does_not(team: Team) -> None:
    ok(team.alice.patch(team.member_path(team.charlie), {"roleSlug": "owner"}))
    assert holds(user_of(team.charlie)) == [("acme", None, True)]
    assert ok(team.charlie.get("/v1/signing/session"))["managerModules"] == {**ALL["tiers"], "vault": ALL["vault"]}
    ok(team.alice.patch(team.member_path(team.charlie), {"roleSlug": "member"}))
    assert holds(user_of(team.charlie)) == []
    assert team.charlie.get(f"{BASE}/signings").status_code == 403
    assert [type for type, _, _ in told()] == ["manager.appointed", "manager.revoked"]


def test_what_an_owner_was_granted_before_is_left_afterwards(team: Team) -> None:
    team.appointed(team.charlie, tiers={"signings": "read"})
    for role in ("owner", "member"):
        ok(team.alice.patch(team.member_path(team.charlie), {"roleSlug": role}))
    session = ok(team.charlie.get("/v1/signing/session"))
    assert session["manager"]["memberships"] == [
        {"organizationId": str(team.stage.acme.pk), "locationId": None, **rights({"signings": "read"})}
    ]
    assert [type for type, _, _ in told()] == ["manager.appointed"]


def test_who_claims_an_owners_invitation_manages(team: Team) -> None:
    ok(team.alice.post(f"{team.path}/members", {"email": "dora@example.com", "roleSlug": "owner"}), 201)
    dora = caller("dora")
    assert dora.get("/v1/workspace/memberships").status_code == 200
    assert holds(user_of(dora)) == [("acme", None, True)]


@pytest.mark.django_db
def test_clerks_owners_manage_until_clerk_says_otherwise() -> None:
    clerk("organization.created", organization("elm"))
    clerk("organizationMembership.created", membership("dana", "elm", at=1000, role="org:admin"))
    dana = User.objects.get(clerk_user_id="user_dana")
    assert holds(dana) == [("elm-homes", None, True)]
    clerk("organizationMembership.updated", membership("dana", "elm", at=2000))
    assert holds(dana) == []
    clerk("organizationMembership.updated", membership("dana", "elm", at=3000, role="org:admin"))
    assert holds(dana) == [("elm-homes", None, True)]
    clerk("organizationMembership.deleted", membership("dana", "elm", at=4000, role="org:admin"))
    assert holds(dana) == []
    assert [type for type, _, _ in told()] == ["manager.appointed", "manager.revoked"] * 2


def test_the_migration_gives_existing_owners_their_row_and_nobody_else(team: Team) -> None:
    inactive = join("ina", team.stage.acme, "owner")
    gone = join("gus", team.stage.acme, "owner")
    User.objects.filter(pk=user_of(inactive).pk).update(is_active=False)
    Membership.objects.filter(pk=team.membership(gone).pk).update(status="REMOVED")
    kept = ManagerMembership.objects.order_by("id").values_list("pk", "signings", "vault")
    before = list(kept)
    migration = importlib.import_module("signing.migrations.0010_owners_manage")
    for _ in range(2):
        with connection.cursor() as cursor:
            for statement in migration.Migration.operations[0].sql:
                cursor.execute(statement)
    now = list(kept.all())
    assert now[: len(before)] == before
    assert len(now) == len(before) + 1
    assert holds(user_of(team.alice)) == [("acme", None, True)]
    assert ok(team.alice.get("/v1/signing/session"))["managerModules"] == {**ALL["tiers"], "vault": ALL["vault"]}


def test_an_owner_of_an_older_version_is_found_by_the_job(team: Team) -> None:
    appoint_owners(timestamp=0)
    appoint_owners(timestamp=0)
    assert holds(user_of(team.alice)) == [("acme", None, True)]
    assert holds(user_of(team.bob)) == []
    assert [type for type, _, _ in told()] == ["manager.appointed"]
    assert Manager.objects.count() == 3
