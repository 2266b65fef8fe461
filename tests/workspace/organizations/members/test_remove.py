"""DELETE /v1/workspace/orgs/:id/members/:memberId."""

import pytest

from safeclose.actors import SYSTEM, Actor
from safeclose.refusals import Forbidden, Unknown
from tests.people import Caller
from tests.workspace.asking import V1, member, membership, of, refused, role, told
from tests.workspace.organizations.members.letters import invited, known, places, status
from workspace.models import Event, Membership, User
from workspace.organizations.locations import actions as locations
from workspace.organizations.members import actions
from workspace.organizations.models import PERMISSIONS

LAST = "The last owner can't be removed."


def route(removed: Membership) -> str:
    return of(removed.organization, path=f"/members/{removed.pk}")


def test_a_removed_member_is_locked_out_and_no_longer_listed(alice: Caller, bob: Caller) -> None:
    theirs = membership(bob)
    answer = alice.delete(route(theirs))
    assert (answer.status_code, answer.content) == (204, b"")
    assert status(theirs) == "REMOVED"
    assert bob.get(of(bob.organization)).status_code == 404
    assert bob.get("/api/documents").status_code == 401
    assert bob.get(f"{V1}/memberships").json() == []
    assert [each["name"] for each in alice.get(of(alice.organization)).json()["members"]] == ["Alice"]
    assert alice.delete(route(theirs)).status_code == 404


def test_the_removal_of_a_member_is_told(alice: Caller, bob: Caller) -> None:
    theirs = membership(bob)
    alice.delete(route(theirs))
    data = {"userId": str(theirs.user_id), "roleSlug": "member"}
    assert told() == ("member.removed", "member", str(theirs.pk), data)


def test_an_invitation_is_withdrawn(alice: Caller) -> None:
    waiting = invited(alice)
    assert alice.delete(route(waiting)).status_code == 204
    assert told()[:3] == ("member.removed", "member", str(waiting.pk))
    assert not Membership.objects.filter(pk=waiting.pk).exists()
    assert places(known()) == []
    invited(alice)


def test_an_owner_may_remove_themselves(alice: Caller) -> None:
    owner = member(alice.organization, "dora", slug="owner")
    assert owner.delete(route(membership(owner))).status_code == 204
    assert owner.get(of(alice.organization)).status_code == 404


def test_the_last_owner_is_not_removed(alice: Caller, bob: Caller) -> None:
    refused(alice.delete(route(membership(alice))), 409, LAST)
    caller = member(alice.organization, "dora", *PERMISSIONS)
    refused(caller.delete(route(membership(alice))), 409, LAST)
    Membership.objects.filter(pk=membership(bob).pk).update(role=role(alice.organization, slug="owner"))
    assert bob.delete(route(membership(alice))).status_code == 204
    answer = bob.delete(route(membership(bob)))
    assert (answer.status_code, answer.json()) == (409, {"error": LAST})


def test_an_invited_owner_does_not_count_and_can_be_withdrawn(alice: Caller) -> None:
    waiting = invited(alice, role_slug="owner")
    assert alice.delete(route(membership(alice))).status_code == 409
    assert alice.delete(route(waiting)).status_code == 204


def test_an_owner_who_can_not_sign_in_does_not_count(alice: Caller) -> None:
    other = member(alice.organization, "dora", slug="owner")
    assert other.person
    User.objects.filter(pk=other.person.user.pk).update(is_active=False)
    refused(alice.delete(route(membership(alice))), 409, LAST)


def test_nobody_removes_who_holds_more(alice: Caller) -> None:
    caller = member(alice.organization, "dora", "members")
    above = member(alice.organization, "eve", "billing")
    owner = member(alice.organization, "fay", slug="owner")
    waiting = Membership.objects.create(
        organization=alice.organization, role=membership(owner).role, status="PENDING", invited_email="a@b.ca"
    )
    for theirs in (membership(above), membership(owner), waiting):
        refused(caller.delete(route(theirs)), 403, f"The role {theirs.role.slug} gives more than your own.")
        assert status(theirs) == theirs.status


def test_an_action_by_who_was_removed_meanwhile_is_refused(alice: Caller, bob: Caller) -> None:
    """The view let them in, and then they were removed: the action looks again, under its lock."""
    assert bob.person
    organization_id, by = alice.organization.pk, bob.person.user.acting()
    with pytest.raises(Forbidden):
        actions.remove(organization_id=organization_id, membership_id=membership(alice).pk, by=by)
    Membership.objects.filter(pk=membership(bob).pk).update(
        status="REMOVED", role=role(alice.organization, slug="owner")
    )
    with pytest.raises(Unknown):
        locations.create(organization_id=organization_id, name="X", by=by)
    with pytest.raises(Unknown):
        locations.create(organization_id=organization_id, name="X", by=Actor("signer", by.id, "Bob"))
    assert not Event.objects.exists()


def test_the_system_may_remove_a_member(alice: Caller, bob: Caller) -> None:
    actions.remove(organization_id=alice.organization.pk, membership_id=membership(bob).pk, by=SYSTEM)
    assert Event.objects.get().actor == {"kind": "system", "id": "system", "name": "Safeclose"}
