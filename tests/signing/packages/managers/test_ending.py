"""Rights of managers end with the membership, in the same transaction, whoever ends it."""

from collections.abc import Callable
from typing import Any

import pytest

from signing.packages.models import Manager, ManagerMembership, Signing
from tests.people import Caller
from tests.signing.packages.managers.team import ALL, Team, told
from tests.signing.packages.stage import BASE, draft, ok, refused, user_of
from workspace.clerk import actions, clerk_events
from workspace.clerk.clerk_events import CLERK
from workspace.models import Event, Membership, User
from workspace.organizations.members import hooks

NO_ROLE = "You are neither a manager nor an admin of signing packages."


def by_a_colleague(team: Team) -> None:
    assert team.alice.delete(team.member_path(team.charlie)).status_code == 204


def clerk(type: str, identifier: str) -> None:
    actions.take_in(change=clerk_events.read(type, {"id": identifier, "deleted": True, "object": "x"}), by=CLERK)


def at_clerk(team: Team) -> None:
    """Of a membership that Clerk told of, with as little as it may."""
    told = {
        "id": "orgmem_1", "role": "org:member", "created_at": 900, "updated_at": 900,
        "organization": {
            "id": "org_acme", "name": "Acme", "slug": "acme", "created_at": 900, "updated_at": 900,
        },
        "public_user_data": {
            "user_id": "user_charlie", "first_name": "C", "last_name": "C", "identifier": "x", "image_url": "",
        },
    }  # fmt: skip
    actions.take_in(change=clerk_events.read("organizationMembership.created", told), by=CLERK)
    clerk("organizationMembership.deleted", "orgmem_1")


def the_organization_at_clerk(_team: Team) -> None:
    clerk("organization.deleted", "org_acme")


ENDINGS = [by_a_colleague, at_clerk, the_organization_at_clerk]
REQUESTS: list[tuple[str, str, Any]] = [
    ("get", f"{BASE}/signings", None),
    ("get", f"{BASE}/templates", None),
    ("get", f"{BASE}/flows", None),
    ("get", f"{BASE}/locations", None),
    ("get", "/v1/signing/organizations", None),
    ("get", "/v1/signing/companies", None),
    ("get", f"{BASE}/reports/summary", None),
    ("get", f"{BASE}/settings/{{toronto}}", None),
    ("post", f"{BASE}/signings", {"locationId": "{toronto}"}),
    ("get", f"{BASE}/signings/{{signing}}", None),
    ("post", f"{BASE}/signings/{{signing}}/cancel", {}),
]


def ask(one: Caller, request: tuple[str, str, Any], **ids: Any) -> Any:
    method, path, body = request
    if body is None:
        return getattr(one, method)(path.format(**ids))
    return getattr(one, method)(path.format(**ids), {key: str(value).format(**ids) for key, value in body.items()})


@pytest.mark.parametrize("end", ENDINGS, ids=lambda end: end.__name__)
def test_all_routes_of_managers_refuse_who_was_removed_as_they_refuse_strangers(
    end: Callable[[Team], None], team: Team
) -> None:
    team.appointed(team.charlie, **ALL)
    team.appointed(team.charlie, **ALL, locationId=str(team.stage.toronto.pk))
    signing = draft(team.charlie, team.stage.toronto).id
    ids = {"toronto": team.stage.toronto.pk, "signing": signing}
    assert all(ask(team.charlie, one, **ids).status_code in (200, 201) for one in REQUESTS)
    end(team)
    for one in REQUESTS:
        answer = ask(team.charlie, one, **ids)
        refused(answer, 403, NO_ROLE)
        assert answer.content == ask(team.stage.stranger, one, **ids).content
    refused(team.charlie.get("/v1/signing/session"), 403, "You are no manager, admin or signer.")
    menu = ok(team.charlie.get("/v1/workspace/menu-core"))["signing"]
    assert (menu["resolvedRoles"], menu["caps"]["manager"]) == ([], None)


@pytest.mark.parametrize("end", ENDINGS, ids=lambda end: end.__name__)
def test_the_rows_are_revoked_and_told(end: Callable[[Team], None], team: Team) -> None:
    numbers = [
        team.appointed(team.charlie, **ALL, **place) for place in ({}, {"locationId": str(team.stage.toronto.pk)})
    ]
    end(team)
    assert [one for one in told("manager.revoked") if one[1] in numbers] == [
        ("manager.revoked", number, {**told("manager.appointed")[place][2]}) for place, number in enumerate(numbers)
    ]
    assert not Manager.objects.filter(user=user_of(team.charlie)).exists()


def test_rights_elsewhere_stay(team: Team) -> None:
    Membership.objects.create(
        organization=team.stage.birch, user=user_of(team.charlie), role=team.stage.birch.roles.get(slug="member")
    )
    manager = Manager.objects.create(user=user_of(team.charlie))
    ManagerMembership.objects.create(manager=manager, organization=team.stage.birch, signings=1)
    team.appointed(team.charlie, **ALL)
    by_a_colleague(team)
    session = ok(team.charlie.get("/v1/signing/session"))
    assert [row["organizationId"] for row in session["manager"]["memberships"]] == [str(team.stage.birch.pk)]
    assert ok(team.charlie.get(f"{BASE}/locations"))["locations"][0]["name"] == "Hamilton"
    assert ask(team.charlie, REQUESTS[8], toronto=team.stage.toronto.pk).status_code == 403


@pytest.mark.parametrize("state", ["PENDING", "REMOVED"])
def test_a_row_that_is_left_over_gives_nothing_without_an_active_membership(team: Team, state: str) -> None:
    """As after an update, or by hand: the membership is asked for at each request."""
    team.appointed(team.charlie, **ALL)
    Membership.objects.filter(pk=team.membership(team.charlie).pk).update(status=state)
    assert ManagerMembership.objects.filter(manager__user=user_of(team.charlie)).exists()
    for one in REQUESTS[:-2]:
        refused(ask(team.charlie, one, toronto=team.stage.toronto.pk), 403, NO_ROLE)


def test_who_is_deleted_at_clerk_can_not_sign_in(team: Team) -> None:
    team.appointed(team.charlie, **ALL)
    clerk("user.deleted", "user_charlie")
    assert team.charlie.get("/v1/signing/session").status_code == 401
    assert not Manager.objects.filter(user=user_of(team.charlie)).exists()
    assert Event.objects.filter(type="manager.revoked").count() == 1


def test_a_failure_to_revoke_undoes_the_removal(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_given: object) -> None:
        raise RuntimeError("not revoked")

    monkeypatch.setattr(hooks.membership_hooks, "_contributions", {"fails": fails})
    assert team.alice.delete(team.member_path(team.charlie)).status_code == 500
    assert team.membership(team.charlie).status == "ACTIVE"


def test_who_comes_back_has_no_rights_until_they_are_appointed_anew(team: Team) -> None:
    team.appointed(team.charlie, **ALL)
    by_a_colleague(team)
    User.objects.filter(pk=user_of(team.charlie).pk).update(email_verified=True)
    ok(team.alice.post(f"{team.path}/members", {"email": "charlie@example.com", "roleSlug": "member"}), 201)
    assert team.charlie.get("/v1/workspace/memberships").json()[0]["organization"]["slug"] == "acme"
    assert team.charlie.get(f"{BASE}/signings").status_code == 403
    team.appointed(team.charlie, tiers={"signings": "read"})
    assert team.charlie.get(f"{BASE}/signings").status_code == 200


def test_what_they_made_stays(team: Team) -> None:
    team.appointed(team.charlie, **ALL)
    signing = draft(team.charlie, team.stage.toronto).id
    by_a_colleague(team)
    assert Signing.objects.get(pk=signing).created_by == user_of(team.charlie)
    assert ok(team.alice.get(team.path))["members"]


def test_rights_at_a_location_end_with_it_and_that_is_told(team: Team) -> None:
    kingston, ottawa = (str(place.pk) for place in (team.stage.kingston, team.stage.ottawa))
    gone, kept = (team.appointed(team.bob, tiers={"flows": "read"}, locationId=place) for place in (kingston, ottawa))
    last = team.appointed(team.charlie, **ALL, locationId=kingston)
    answer = team.alice.delete(f"{team.path}/locations/{kingston}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert [(number, data["locationId"]) for _, number, data in told("manager.revoked")] == [
        (gone, kingston), (last, kingston),
    ]  # fmt: skip
    assert [str(row.pk) for row in ManagerMembership.objects.filter(manager__user=user_of(team.bob))] == [kept]
    refused(team.charlie.get("/v1/signing/session"), 403, "You are no manager, admin or signer.")


def test_rights_at_a_location_that_is_in_use_stay(team: Team) -> None:
    toronto = str(team.stage.toronto.pk)
    team.appointed(team.charlie, **ALL, locationId=toronto)
    draft(team.charlie, team.stage.toronto)
    assert team.alice.delete(f"{team.path}/locations/{toronto}").status_code == 409
    assert told("manager.revoked") == []
    assert team.charlie.get(f"{BASE}/signings").status_code == 200
