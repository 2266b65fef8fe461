"""A right that ends while it is used: either it was used before it ended, or nothing was written."""

from collections.abc import Callable
from functools import partial
from threading import Event as Signal
from typing import Any

import pytest
from django.db import connections

from safeclose.actors import SYSTEM
from signing.packages.identities.access import ManagerAccess
from signing.packages.managers import actions as managers
from signing.packages.managers.jobs import appoint_owners
from signing.packages.models import Manager, ManagerMembership, Signing
from signing.packages.signings import actions as signings
from tests.racing import at_once, other_waits, races
from tests.signing.packages.managers.team import ALL, Team
from tests.signing.packages.stage import BASE, active, caller, make_admin, ok, refused, user_of, when_told
from workspace.models import Membership, Organization
from workspace.organizations.members import actions as members


@pytest.mark.parametrize("ending", ["removed", "revoked", "weakened"])
def test_a_right_that_ends_after_it_was_looked_at_writes_nothing(
    committed_team: Team, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    """The action has begun, and has not committed, when the right ends in another thread."""
    team = committed_team
    number = team.appointed(team.charlie, tiers={"signings": "write"})
    original, entered, ended = signings.Signing.objects.create, Signal(), Signal()

    def creates(**values: Any) -> Any:
        entered.set()
        assert ended.wait(30)
        return original(**values)

    def ends() -> Any:
        assert entered.wait(30)
        path = f"{team.path}/managers/{number}"
        try:
            if ending == "removed":
                return team.alice.delete(team.member_path(team.charlie)).status_code
            if ending == "revoked":
                return team.alice.delete(path).status_code
            return team.alice.patch(path, {"tiers": {"signings": "read"}}).status_code
        finally:
            ended.set()

    monkeypatch.setattr(signings.Signing.objects, "create", creates)
    create = partial(team.charlie.post, f"{BASE}/signings", {"locationId": team.stage.toronto.pk})
    answer, status = at_once([create, ends])
    assert status == (200 if ending == "weakened" else 204)
    assert answer.status_code == 403, answer.json()
    assert not Signing.objects.exists()


def test_who_has_only_write_by_the_end_cancels_nothing_that_was_sent(
    committed_team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    team = committed_team
    number = team.appointed(team.charlie, tiers={"signings": "full"})
    package, _ = active(team.charlie, team.stage.toronto)
    weaken = partial(team.alice.patch, f"{team.path}/managers/{number}", {"tiers": {"signings": "write"}})
    begun = when_told(monkeypatch, "signing.cancelled", weaken)
    answer = team.charlie.post(f"{package.path}/cancel", {})
    assert begun[0].result().status_code == 200
    refused(answer, 403, "You may not administer signings at this location.")
    assert package.shown()["status"] == "active"


def test_used_and_ended_at_once_the_use_comes_first_or_is_refused(committed_team: Team) -> None:
    team = committed_team
    for held in races(Manager, thorough=20):
        team.appointed(team.charlie, tiers={"signings": "write"})
        used, removed = at_once(
            [
                partial(team.charlie.post, f"{BASE}/signings", {"locationId": team.stage.toronto.pk}),
                partial(team.alice.delete, team.member_path(team.charlie)),
            ],
            held=held,
        )
        assert removed.status_code == 204
        assert used.status_code in (201, 403)
        assert Signing.objects.count() == (used.status_code == 201)
        assert not Manager.objects.filter(user=user_of(team.charlie)).exists()
        Signing.objects.all().delete()
        Membership.objects.filter(user=user_of(team.charlie)).update(status="ACTIVE")


def test_appointed_while_removed_leaves_no_rights(committed_team: Team) -> None:
    team = committed_team
    for held in races(Organization, thorough=20):
        appointed, removed = at_once(
            [partial(team.appoint, team.charlie, **ALL), partial(team.alice.delete, team.member_path(team.charlie))],
            held=held,
        )
        assert (appointed.status_code in (201, 400), removed.status_code) == (True, 204)
        assert not ManagerMembership.objects.filter(manager__user=user_of(team.charlie)).exists()
        Membership.objects.filter(user=user_of(team.charlie)).update(status="ACTIVE")


def test_appointed_many_times_at_once_is_appointed_once(committed_team: Team) -> None:
    team = committed_team
    answers = at_once([partial(team.appoint, team.charlie, **ALL)] * 5, held=[Organization])
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409]
    assert ManagerMembership.objects.filter(manager__user=user_of(team.charlie)).count() == 1


def test_revoked_in_one_organization_while_appointed_in_another(committed_team: Team) -> None:
    """The last right goes, and with it the manager's own row, while another right is hung on that row."""
    team = committed_team
    birch = team.stage.birch
    Membership.objects.create(organization=birch, user=user_of(team.charlie), role=birch.roles.get(slug="member"))
    owner = caller("olga")
    role = birch.roles.create(slug="owner", name="Owner")
    Membership.objects.create(organization=birch, user=user_of(owner), role=role)
    for held in races(Manager, thorough=20):
        number = team.appointed(team.charlie, **ALL)
        body = {"userId": str(user_of(team.charlie).pk), "tiers": {"flows": "read"}}
        revoked, appointed = at_once(
            [
                partial(team.alice.delete, f"{team.path}/managers/{number}"),
                partial(owner.post, f"/v1/workspace/orgs/{birch.pk}/managers", body),
            ],
            held=held,
        )
        assert (revoked.status_code, appointed.status_code) == (204, 201)
        rows = ManagerMembership.objects.filter(manager__user=user_of(team.charlie))
        assert [row.organization_id for row in rows] == [birch.pk]
        ok(team.charlie.get("/v1/signing/session"))
        rows.delete()


def test_two_owners_who_remove_each_other_leave_one_who_manages(committed_team: Team) -> None:
    team = committed_team
    appoint_owners(timestamp=0)
    ok(team.alice.patch(team.member_path(team.charlie), {"roleSlug": "owner"}))
    answers = at_once(
        [
            partial(team.alice.delete, team.member_path(team.charlie)),
            partial(team.charlie.delete, team.member_path(team.alice)),
        ],
        held=[Organization],
    )
    assert sorted(answer.status_code for answer in answers) in ([204, 404], [204, 409])
    owners = Membership.objects.owners().filter(organization=team.stage.acme)
    (left,) = owners.values_list("user", flat=True)
    rows = ManagerMembership.objects.filter(manager__user__in=[user_of(team.alice), user_of(team.charlie)])
    assert list(rows.values_list("manager__user", flat=True)) == [left]


@pytest.mark.parametrize("ending", ["removed", "revoked"])
def test_an_ending_waits_until_what_used_the_right_is_committed(
    committed_team: Team, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    """Else something would be committed by someone who had no right any more."""
    team = committed_team
    number = team.appointed(team.charlie, tiers={"signings": "write"})
    path = team.member_path(team.charlie) if ending == "removed" else f"{team.path}/managers/{number}"
    original = ManagerAccess.require_again

    def use(reached: Callable[[], None]) -> None:
        def checks(access: ManagerAccess) -> None:
            original(access)
            reached()

        monkeypatch.setattr(ManagerAccess, "require_again", checks)
        ok(team.charlie.post(f"{BASE}/signings", {"locationId": team.stage.toronto.pk}), 201)

    assert other_waits(use, lambda: team.alice.delete(path))
    assert not Manager.objects.filter(user=user_of(team.charlie)).exists()


def test_who_claims_an_owners_invitation_waits_for_whoever_withdraws_it(
    committed_team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both lock the organization first: otherwise each would hold what the other waits for."""
    team = committed_team
    body = {"email": "dora@example.com", "roleSlug": "owner"}
    invited = ok(team.alice.post(f"{team.path}/members", body), 201)["member"]["id"]
    dora, answers = caller("dora"), []
    original = members._locked

    def withdraw(reached: Callable[[], None]) -> None:
        def locks(*given: Any) -> Any:
            reached()
            return original(*given)

        monkeypatch.setattr(members, "_locked", locks)
        answers.append(team.alice.delete(f"{team.path}/members/{invited}").status_code)

    assert other_waits(withdraw, lambda: answers.append(dora.get("/v1/workspace/memberships").json()))
    assert sorted(answers, key=str) == [204, []]
    assert not Manager.objects.filter(user=user_of(dora)).exists()


def test_an_invitation_claimed_while_who_sent_it_is_removed(committed_team: Team) -> None:
    team = committed_team
    for number in range(4):
        sender = caller(f"sender{number}")
        role = team.stage.acme.roles.get(slug="people" if number % 2 else "owner")
        Membership.objects.create(organization=team.stage.acme, user=user_of(sender), role=role)
        slug = role.slug if role.slug == "owner" else "member"
        ok(sender.post(f"{team.path}/members", {"email": f"new{number}@example.com", "roleSlug": slug}), 201)
        guest = caller(f"new{number}")
        removed, claimed = at_once(
            [
                partial(team.alice.delete, team.member_path(sender)),
                partial(guest.get, "/v1/workspace/memberships"),
            ],
            held=[Organization],
        )
        assert (removed.status_code, claimed.status_code) == (204, 200)
        is_member = Membership.objects.active().filter(user=user_of(guest)).exists()
        assert bool(claimed.json()) == is_member
        assert not Membership.objects.filter(invited_email=f"new{number}@example.com", status="PENDING").exists()
        holds = ManagerMembership.objects.filter(manager__user=user_of(guest)).exists()
        assert holds == (is_member and slug == "owner")
        connections.close_all()


def test_an_admin_who_is_revoked_meanwhile_is_revoked_after_what_they_gave(
    committed_team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bob may appoint, and only as an admin does he hold what he gives."""
    team = committed_team
    make_admin(team.bob)
    original = managers._refuse_more_than_held

    def appoint(reached: Callable[[], None]) -> None:
        def decides(*given: Any) -> None:
            original(*given)
            reached()

        monkeypatch.setattr(managers, "_refuse_more_than_held", decides)
        ok(team.appoint(team.charlie, by=team.bob, **ALL), 201)

    assert other_waits(appoint, lambda: managers.revoke_admin(user_id=user_of(team.bob).pk, by=SYSTEM))
