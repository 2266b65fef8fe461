"""POST /v1/workspace/orgs/:id/members."""

from typing import Any

import pytest

from tests.matching import A_TIME
from tests.people import Caller, acme_and_birch
from tests.racing import at_once
from tests.workspace.asking import BODIES_THAT_ARE_NO_OBJECT, member, of, refused, role, said, told
from tests.workspace.organizations.members.letters import invited, known
from workspace.models import Event, Membership, User
from workspace.organizations.models import PERMISSIONS

MEMBER_ALREADY = "Who has this e-mail address is a member already."
INVITED_ALREADY = "This e-mail address is invited already."


def route(caller: Caller) -> str:
    return of(caller.organization, path="/members")


def test_an_invitation_is_answered_as_the_organization_lists_it(alice: Caller) -> None:
    answer = alice.post(route(alice), {"email": " New.Person@Example.com ", "roleSlug": "member"})
    membership = Membership.objects.get(status="PENDING")
    expected = {
        "id": str(membership.pk),
        "userId": None,
        "status": "PENDING",
        "organizationId": str(alice.organization.pk),
        "email": "new.person@example.com",
        "name": None,
        "imageUrl": None,
        "role": {"id": str(membership.role_id), "slug": "member", "name": "Member", "permissions": []},
        "invitationSentAt": None,
        "createdAt": A_TIME,
    }
    assert said(answer) == (201, {"member": expected})
    assert alice.get(of(alice.organization)).json()["members"][-1] == expected


def test_an_invitation_is_told_without_the_address(alice: Caller) -> None:
    membership = invited(alice)
    assert told() == ("member.invited", "member", str(membership.pk), {"userId": None, "roleSlug": "member"})
    assert Event.objects.get().organization_id == alice.organization.pk
    assert "example.com" not in str(list(Event.objects.values()))


def test_an_invitation_gives_no_rights_yet(alice: Caller) -> None:
    invited(alice, "dora@example.com", "owner")
    stranger = known("dora@example.com", name="dora", is_verified=False)
    assert stranger.get(of(alice.organization)).status_code == 404


@pytest.mark.parametrize("again", ["new@example.com", "NEW@EXAMPLE.COM", " New@example.com"])
def test_who_is_invited_already_is_not_invited_again(alice: Caller, again: str) -> None:
    invited(alice)
    answer = alice.post(route(alice), {"email": again, "roleSlug": "owner"})
    assert said(answer) == (409, {"error": INVITED_ALREADY})
    assert Membership.objects.filter(status="PENDING").count() == 1


def test_a_member_is_not_invited(alice: Caller) -> None:
    assert alice.person
    User.objects.filter(pk=alice.person.user.pk).update(email="Alice@Example.com", email_verified=True)
    for email in ("alice@example.com", "ALICE@example.COM"):
        refused(alice.post(route(alice), {"email": email, "roleSlug": "member"}), 409, MEMBER_ALREADY)


def test_an_address_that_a_member_only_claims_to_have_can_be_invited(alice: Caller, bob: Caller) -> None:
    """Else anyone could keep someone out."""
    assert bob.person
    User.objects.filter(pk=bob.person.user.pk).update(email="new@example.com", email_verified=False)
    invited(alice)


def test_members_and_invitations_of_other_organizations_do_not_matter(alice: Caller, charlie: Caller) -> None:
    assert charlie.person
    User.objects.filter(pk=charlie.person.user.pk).update(email="charlie@example.com", email_verified=True)
    invited(alice, "charlie@example.com")
    assert said(charlie.post(route(charlie), {"email": "charlie@example.com", "roleSlug": "member"}))[0] == 409
    invited(charlie, "dora@example.com")
    invited(alice, "dora@example.com")


def test_a_removed_member_can_be_invited_again(alice: Caller, bob: Caller) -> None:
    assert bob.person
    User.objects.filter(pk=bob.person.user.pk).update(email="bob@example.com", email_verified=True)
    Membership.objects.filter(user=bob.person.user).update(status="REMOVED")
    invited(alice, "bob@example.com")


def test_a_look_alike_is_another_address(alice: Caller) -> None:
    invited(alice, "kate@kelvin.example.com")
    invited(alice, "kate@\u212aelvin.example.com")
    assert Membership.objects.filter(status="PENDING").count() == 2


@pytest.mark.parametrize("key", [key for key in PERMISSIONS if key != "members"])
def test_nobody_grants_what_they_do_not_hold(alice: Caller, key: str) -> None:
    caller = member(alice.organization, "dora", "members")
    role(alice.organization, key, slug="above")
    for slug in ("above", "owner"):
        answer = caller.post(route(caller), {"email": "new@example.com", "roleSlug": slug})
        refused(answer, 403, f"The role {slug} gives more than your own.")
    assert not Membership.objects.filter(status="PENDING").exists()
    invited(caller)


def test_whoever_holds_all_keys_invites_no_owner(alice: Caller) -> None:
    caller = member(alice.organization, "dora", *PERMISSIONS, slug="all")
    answer = caller.post(route(caller), {"email": "new@example.com", "roleSlug": "owner"})
    refused(answer, 403, "The role owner gives more than your own.")
    invited(caller, role_slug="all")


def test_an_invitation_to_an_unknown_role_is_refused(alice: Caller, charlie: Caller) -> None:
    role(charlie.organization, slug="theirs")
    answer = alice.post(route(alice), {"email": "new@example.com", "roleSlug": "theirs"})
    refused(answer, 400, "roleSlug names no role of this organization.")


EMAIL = "email: Enter a valid email address."


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({}, "email: This field is required."),
        ({"email": "new@example.com"}, "roleSlug: This field is required."),
        ({"email": "", "roleSlug": "member"}, "email: This field may not be blank."),
        ({"email": "new", "roleSlug": "member"}, EMAIL),
        ({"email": 5, "roleSlug": "member"}, EMAIL),
        ({"email": "a@b.ca\nBcc: c@d.ca", "roleSlug": "member"}, EMAIL),
        ({"email": "a@b.ca, c@d.ca", "roleSlug": "member"}, EMAIL),
        ({"email": "Ann <a@b.ca>", "roleSlug": "member"}, EMAIL),
        ({"email": "a@" + "b." * 127 + "ca", "roleSlug": "member"},
         "email: Ensure this field has no more than 254 characters."),
        ({"email": "new@example.com", "roleSlug": "No"}, "roleSlug: Must be 1 to 48 of the characters a-z, 0-9 and -."),
        ({"email": "new@example.com", "roleSlug": None}, "roleSlug: This field may not be null."),
    ],
)  # fmt: skip
def test_a_body_that_breaks_a_rule_is_refused(alice: Caller, body: dict[str, Any], sentence: str) -> None:
    refused(alice.post(route(alice), body), 400, sentence)
    assert not Membership.objects.filter(status="PENDING").exists()


@BODIES_THAT_ARE_NO_OBJECT
def test_a_body_that_is_no_object_is_refused(alice: Caller, body: bytes) -> None:
    refused(alice.generic("POST", route(alice), body, content_type="application/json"), 400, "Invalid body.")


def test_ten_invitations_at_once_to_one_address_make_one(committed: None) -> None:
    alice = Caller(acme_and_birch()["alice"])
    body = {"email": "new@example.com", "roleSlug": "member"}
    answers = at_once([lambda: alice.post(route(alice), body)] * 10)
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 9
    assert Event.objects.count() == Membership.objects.filter(status="PENDING").count() == 1
