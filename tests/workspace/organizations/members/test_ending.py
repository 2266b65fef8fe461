"""What ends with a membership, whoever ends it: rights, and invitations."""

from typing import Any

import pytest

from tests.people import Caller
from tests.workspace.asking import member, membership, of
from tests.workspace.organizations.members.letters import invited, known, members_of, places
from workspace.models import Event, Membership, User
from workspace.organizations.models import PERMISSIONS


def remove(alice: Caller, one: Caller) -> None:
    answer = alice.delete(of(alice.organization, path=f"/members/{membership(one).pk}"))
    assert answer.status_code == 204


def address(one: Caller, email: str, *, verified: bool = True) -> None:
    assert one.person
    User.objects.filter(pk=one.person.user.pk).update(email=email, email_verified=verified)


def test_who_is_removed_does_not_come_back_by_an_open_invitation(alice: Caller, bob: Caller) -> None:
    """The invitation was sent before Clerk verified that the address is Bob's, who is a member by another way."""
    waiting = invited(alice, "bob@example.com")
    address(bob, "bob@example.com")
    remove(alice, bob)
    assert not Membership.objects.filter(pk=waiting.pk).exists()
    assert places(bob) == []
    assert [(one.subject_id, one.data) for one in Event.objects.filter(type="member.removed").order_by("id")] == [
        (str(membership(bob).pk), {"userId": str(membership(bob).user_id), "roleSlug": "member"}),
        (str(waiting.pk), {"userId": None, "roleSlug": "member"}),
    ]


def test_an_invitation_to_an_address_that_is_not_verified_stays(alice: Caller, bob: Caller) -> None:
    waiting = invited(alice, "carol@example.com")
    address(bob, "carol@example.com", verified=False)
    remove(alice, bob)
    assert Membership.objects.filter(pk=waiting.pk, status="PENDING").exists()


def test_invitations_by_who_is_removed_are_withdrawn_and_others_stay(alice: Caller) -> None:
    dora = member(alice.organization, "dora", *PERMISSIONS)
    theirs, alices = invited(dora, "friend@example.com"), invited(alice, "new@example.com")
    assert (theirs.invited_by, alices.invited_by) == (
        dora.person and dora.person.user,
        alice.person and alice.person.user,
    )
    remove(alice, dora)
    assert places(known("friend@example.com", name="friend")) == []
    assert places(known("new@example.com")) == ["acme"]
    assert ("friend@example.com", "PENDING") not in members_of(alice.organization)


def test_invitations_in_another_organization_stay(alice: Caller, bob: Caller, charlie: Caller) -> None:
    address(bob, "bob@example.com")
    invited(charlie, "bob@example.com")
    remove(alice, bob)
    assert places(bob) == ["birch"]


@pytest.mark.parametrize("path", ["/settings", "/managers", ""])
def test_a_token_that_is_still_valid_finds_nothing(alice: Caller, path: str) -> None:
    dora = member(alice.organization, "dora", *PERMISSIONS)
    assert dora.get(of(alice.organization, path=path)).status_code == 200
    remove(alice, dora)
    answer: Any = dora.get(of(alice.organization, path=path))
    assert (answer.status_code, answer.json()) == (404, {"error": "Not found."})
