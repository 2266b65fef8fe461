"""DELETE /v1/workspace/orgs/:id/roles/:roleId."""

import pytest

from tests.people import Caller, acme_and_birch
from tests.racing import at_once
from tests.workspace.asking import member, membership, of, refused, role, told
from workspace.models import Membership, Role

IN_USE = "The role is in use, so it can't be deleted."


def route(deleted: Role) -> str:
    return of(deleted.organization, path=f"/roles/{deleted.pk}")


def test_a_deleted_role_is_gone_and_told(alice: Caller) -> None:
    clerk = role(alice.organization, "brand", slug="clerk")
    answer = alice.delete(route(clerk))
    assert (answer.status_code, answer.content) == (204, b"")
    assert [shown["slug"] for shown in alice.get(of(alice.organization)).json()["roles"]] == ["member", "owner"]
    data = {"name": "Clerk", "slug": "clerk", "permissions": ["brand"]}
    assert told() == ("role.deleted", "role", str(clerk.pk), data)
    assert alice.delete(route(clerk)).status_code == 404


def test_a_role_that_a_member_has_is_not_deleted(alice: Caller, bob: Caller) -> None:
    refused(alice.delete(route(role(alice.organization, slug="member"))), 409, IN_USE)
    assert membership(bob).role.slug == "member"


def test_a_role_that_someone_is_invited_to_is_not_deleted(alice: Caller) -> None:
    clerk = role(alice.organization, slug="clerk")
    Membership.objects.create(organization=alice.organization, role=clerk, status="PENDING", invited_email="a@b.ca")
    refused(alice.delete(route(clerk)), 409, IN_USE)


def test_a_role_of_removed_members_alone_is_deleted(alice: Caller) -> None:
    caller = member(alice.organization, "dora", slug="clerk")
    Membership.objects.filter(pk=membership(caller).pk).update(status="REMOVED")
    assert alice.delete(route(role(alice.organization, slug="clerk"))).status_code == 204


@pytest.mark.parametrize("who_has_it", ["alice", None])
def test_the_role_of_owners_is_never_deleted(alice: Caller, who_has_it: str | None) -> None:
    owners = role(alice.organization, slug="owner")
    if who_has_it is None:
        caller = member(alice.organization, "dora", "roles")
        Membership.objects.filter(role=owners).update(role=role(alice.organization, slug="member"))
    else:
        caller = alice
    refused(caller.delete(route(owners)), 409, "The role owner can't be deleted.")


def test_nobody_deletes_a_role_that_gives_more_than_their_own(alice: Caller) -> None:
    caller = member(alice.organization, "dora", "roles")
    above = role(alice.organization, "billing", slug="above")
    refused(caller.delete(route(above)), 403, "The role above gives more than your own.")


def test_a_role_deleted_while_it_is_given_leaves_no_member_without_one(committed: None) -> None:
    """Either the role goes first, or the member has it; never a member without a role, never a fault."""
    people = acme_and_birch()
    alice = Caller(people["alice"])
    theirs = of(alice.organization, path=f"/members/{membership(Caller(people['bob'])).pk}")
    for number in range(8):
        clerk = role(alice.organization, slug=f"clerk-{number}")
        deleted, given = at_once(
            [
                lambda clerk=clerk: alice.delete(route(clerk)).status_code,
                lambda clerk=clerk: alice.patch(theirs, {"roleSlug": clerk.slug}).status_code,
            ]
        )
        assert (deleted, given) in {(204, 400), (409, 200)}
        assert Role.objects.filter(pk=clerk.pk).exists() == (given == 200)
