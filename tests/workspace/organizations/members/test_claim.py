"""Invitations become memberships of who signs in with that verified e-mail address, and of no one else."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections, transaction

from safeclose.records.transactions import action
from tests.people import Caller, acme_and_birch
from tests.racing import at_once, until_held_up
from tests.workspace.asking import V1, membership, of, role, told
from tests.workspace.organizations.members.letters import invited, known, places, status
from workspace.models import Event, Membership, Role, User
from workspace.organizations.members import steps


@action
def learned(user: User, **columns: object) -> list[Membership]:
    """As the action does that hears of it from Clerk."""
    User.objects.filter(pk=user.pk).update(**columns)
    return steps.claim_invitations(user.pk)


def user_of(caller: Caller) -> User:
    assert caller.person
    return caller.person.user


def test_a_verified_address_that_becomes_known_claims_its_invitation(alice: Caller, nobody: Caller) -> None:
    waiting = invited(alice)
    assert [each.pk for each in learned(user_of(nobody), email="new@example.com", email_verified=True)] == [waiting.pk]
    found = Membership.objects.get(pk=waiting.pk)
    assert (found.status, found.user, found.role.slug) == ("ACTIVE", user_of(nobody), "member")
    assert nobody.get(of(alice.organization)).status_code == 200
    assert alice.get(of(alice.organization)).json()["members"][-1]["email"] == "new@example.com"


def test_a_claim_is_told_once(alice: Caller, nobody: Caller) -> None:
    waiting = invited(alice)
    for _ in range(2):
        learned(user_of(nobody), email="new@example.com", email_verified=True)
    event = Event.objects.get(type="member.joined")
    assert (event.subject_id, event.organization_id) == (str(waiting.pk), alice.organization.pk)
    assert event.data == {"userId": str(user_of(nobody).pk), "roleSlug": "member"}
    assert event.actor == {"kind": "user", "id": str(user_of(nobody).pk), "name": "Nobody"}


@pytest.mark.parametrize("path", ["memberships", "active-org-id", "active-org", "profile", "menu-core", "activity"])
def test_who_was_a_user_before_claims_with_their_next_request(alice: Caller, path: str) -> None:
    waiting, caller = invited(alice), known()
    assert caller.get(f"{V1}/{path}").status_code == 200
    assert status(waiting) == "ACTIVE"


def test_the_request_that_claims_shows_it_already(alice: Caller) -> None:
    invited(alice)
    caller = known()
    assert caller.get(f"{V1}/active-org").json() == {"id": str(alice.organization.pk), "name": "Acme Financial"}
    invited(alice, "dora@example.com")
    choice = {"organizationId": str(alice.organization.pk)}
    assert known("dora@example.com", name="dora").put(f"{V1}/active-org-id", choice).status_code == 200


@pytest.mark.parametrize("spelled", ["New@Example.com", "NEW@EXAMPLE.COM", "new@example.com"])
@pytest.mark.parametrize("invited_as", ["new@example.com", "New@EXAMPLE.com"])
def test_letter_case_does_not_matter_for_a_claim(alice: Caller, spelled: str, invited_as: str) -> None:
    invited(alice, invited_as)
    assert places(known(spelled)) == ["acme"]


@pytest.mark.parametrize(
    "email",
    ["", "ne@example.com", "new@example.com.evil.com", "new+x@example.com", "n.ew@example.com", "new@example.co"],
)
def test_another_address_claims_nothing(alice: Caller, email: str) -> None:
    waiting = invited(alice)
    assert places(known(email)) == []
    assert status(waiting) == "PENDING"


@pytest.mark.parametrize(
    ("asked", "has"), [("kate@example.com", "\u212aate@example.com"), ("jos@example.com", "jo\u017f@example.com")]
)
def test_an_address_that_looks_alike_claims_nothing(alice: Caller, asked: str, has: str) -> None:
    """Letters that turn into ASCII when their case is changed."""
    waiting = invited(alice, asked)
    assert places(known(has)) == []
    assert status(waiting) == "PENDING"


def test_an_unverified_address_claims_nothing(alice: Caller) -> None:
    waiting, caller = invited(alice), known(is_verified=False)
    assert places(caller) == []
    assert learned(user_of(caller), email="new@example.com") == []
    assert status(waiting) == "PENDING"
    assert learned(user_of(caller), email_verified=True) != []


def test_an_address_that_was_changed_claims_nothing(alice: Caller) -> None:
    """The row counts, not what the caller of the step has in hand."""
    waiting, caller = invited(alice), known()
    stale = user_of(caller)
    assert learned(stale, email="other@example.com") == []
    assert (stale.email, stale.email_verified) == ("new@example.com", True)
    assert places(caller) == []
    assert status(waiting) == "PENDING"


def test_who_may_not_sign_in_claims_nothing(alice: Caller) -> None:
    waiting, caller = invited(alice), known(is_active=False)
    assert caller.get(f"{V1}/memberships").status_code == 401
    assert learned(user_of(caller)) == []
    assert status(waiting) == "PENDING"


def test_one_request_claims_all_invitations_to_the_address(alice: Caller, charlie: Caller) -> None:
    invited(alice)
    invited(charlie, role_slug="owner")
    invited(alice, "other@example.com")
    assert places(known()) == ["acme", "birch"]
    assert Membership.objects.filter(status="PENDING").count() == 1


def test_a_claim_gives_the_role_of_the_invitation(alice: Caller) -> None:
    invited(alice, role_slug="owner")
    assert known().get(f"{V1}/memberships").json()[0]["role"]["slug"] == "owner"


def test_a_claim_by_a_member_leaves_their_role_as_it_is(alice: Caller, bob: Caller) -> None:
    waiting = invited(alice, role_slug="owner")
    assert learned(user_of(bob), email="new@example.com", email_verified=True) == []
    assert membership(bob).role.slug == "member"
    assert not Membership.objects.filter(pk=waiting.pk).exists()
    assert told()[0] == "member.removed", "and not joined"


def test_who_was_removed_comes_back_with_the_new_role(alice: Caller, bob: Caller) -> None:
    Membership.objects.filter(pk=membership(bob).pk).update(status="REMOVED")
    User.objects.filter(pk=user_of(bob).pk).update(email="bob@example.com", email_verified=True)
    waiting = invited(alice, "bob@example.com", "owner")
    assert places(bob) == ["acme"]
    assert (membership(bob).pk, membership(bob).role.slug) == (waiting.pk, "owner")


def test_a_pending_membership_with_a_user_is_no_invitation(alice: Caller, bob: Caller) -> None:
    Membership.objects.filter(pk=membership(bob).pk).update(status="PENDING", invited_email="new@example.com")
    assert places(known()) == []
    assert membership(bob).status == "PENDING"


def test_a_claim_outside_an_action_is_refused(nobody: Caller) -> None:
    with pytest.raises(RuntimeError, match="part of an action"):
        steps.claim_invitations(user_of(nobody).pk)


def test_nothing_to_claim_costs_one_query(alice: Caller, nobody: Caller, django_assert_num_queries: object) -> None:
    assert not steps.invitations_of(user_of(nobody)).exists()
    User.objects.filter(pk=user_of(nobody).pk).update(email="nobody@example.com", email_verified=True)
    with django_assert_num_queries(3):
        assert nobody.get(f"{V1}/memberships").json() == []


@pytest.fixture
def two(committed: None) -> tuple[Caller, Caller]:
    """Alice, and someone who is invited by her."""
    alice = Caller(acme_and_birch()["alice"])
    invited(alice)
    return alice, known()


def test_ten_requests_at_once_claim_an_invitation_once(two: tuple[Caller, Caller]) -> None:
    answers = at_once([lambda: places(two[1])] * 10)
    assert answers == [["acme"]] * 10
    assert Event.objects.filter(type="member.joined").count() == 1


def test_two_users_with_one_address_at_once_claim_an_invitation_once(two: tuple[Caller, Caller]) -> None:
    callers = [two[1], known(name="twin")]
    at_once([lambda caller=caller: places(caller) for caller in callers * 3])
    assert sorted(places(caller) for caller in callers) == [[], ["acme"]]


def test_an_invitation_claimed_while_it_is_withdrawn_leaves_no_member(
    two: tuple[Caller, Caller], settings: Any
) -> None:
    settings.INVITATIONS_PER_RECIPIENT_PER_DAY = 100
    alice, caller = two
    for _ in range(8):
        waiting = Membership.objects.get(invited_email="new@example.com")
        path = of(alice.organization, path=f"/members/{waiting.pk}")
        answer, _ = at_once([lambda path=path: alice.delete(path), lambda: places(caller)])
        assert answer.status_code == 204
        # Withdrawn before it was claimed, or removed after.
        assert places(caller) == []
        assert Membership.objects.present().count() == 3
        Membership.objects.exclude(status="ACTIVE").delete()
        invited(alice)


def test_an_invitation_claimed_while_its_role_is_deleted_keeps_the_role(two: tuple[Caller, Caller]) -> None:
    alice, _ = two
    for number in range(5):
        clerk = role(alice.organization, slug=f"clerk-{number}")
        invited(alice, f"{number}@example.com", clerk.slug)
        caller = known(f"{number}@example.com", name=f"person{number}")
        path = of(alice.organization, path=f"/roles/{clerk.pk}")
        answer, found = at_once([lambda path=path: alice.delete(path), lambda caller=caller: places(caller)])
        assert (answer.status_code, found) == (409, ["acme"])
        assert Role.objects.filter(pk=clerk.pk).exists()


def test_a_member_who_claims_while_they_are_removed_is_a_member_again(committed: None) -> None:
    """By what a claim read before the removal was committed, the invitation would be thrown away as not needed."""
    people = acme_and_birch()
    waiting = invited(Caller(people["alice"]))
    bob = people["bob"].user
    User.objects.filter(pk=bob.pk).update(email="new@example.com", email_verified=True)

    def claim() -> list[Membership]:
        try:
            return learned(bob)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as threads, transaction.atomic():
        Membership.objects.filter(user=bob).update(status="REMOVED")
        claiming = threads.submit(claim)
        until_held_up(ended=claiming.done)
    assert [one.pk for one in claiming.result()] == [waiting.pk]
    assert list(Membership.objects.filter(user=bob).values_list("pk", "status")) == [(waiting.pk, "ACTIVE")]


def test_an_invitation_that_gives_a_member_nothing_is_told_as_withdrawn(alice: Caller, bob: Caller) -> None:
    waiting = invited(alice)
    assert learned(user_of(bob), email="new@example.com", email_verified=True) == []
    event = Event.objects.latest("id")
    assert (event.type, event.subject_id) == ("member.removed", str(waiting.pk))
    assert event.data == {"userId": None, "roleSlug": "member"}
    assert not Membership.objects.filter(pk=waiting.pk).exists()
