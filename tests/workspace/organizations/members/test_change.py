"""PATCH /v1/workspace/orgs/:id/members/:memberId."""

from typing import Any

import pytest

from tests.people import Caller
from tests.workspace.asking import member, membership, of, refused, role, told
from tests.workspace.organizations.members.letters import invited
from workspace.models import Event, Membership
from workspace.organizations.models import PERMISSIONS

LAST = "The last owner can't be demoted."
MORE = "The role {} gives more than your own."


def route(changed: Membership) -> str:
    return of(changed.organization, path=f"/members/{changed.pk}")


def slug(caller: Caller) -> str:
    return str(membership(caller).role.slug)


def test_a_changed_member_is_answered_with_the_new_role(alice: Caller, bob: Caller) -> None:
    before = alice.get(of(alice.organization)).json()["members"][1]
    owners = alice.get(of(alice.organization)).json()["role"]
    answer = alice.patch(route(membership(bob)), {"roleSlug": "owner"})
    assert answer.status_code == 200
    assert answer.json() == {"member": {**before, "role": owners}}
    assert alice.get(of(alice.organization)).json()["members"][1] == {**before, "role": owners}


def test_the_change_of_a_member_is_told(alice: Caller, bob: Caller) -> None:
    theirs = membership(bob)
    alice.patch(route(theirs), {"roleSlug": "owner"})
    data = {"userId": str(theirs.user_id), "roleSlug": "owner"}
    event = Event.objects.get(type="member.role_changed")
    assert (event.subject_type, event.subject_id, event.data) == ("member", str(theirs.pk), data)
    assert told()[0] == "manager.appointed"


def test_a_new_role_holds_from_the_next_request_on(alice: Caller, bob: Caller) -> None:
    path = of(alice.organization, path="/locations")
    assert bob.post(path, {"name": "X"}).status_code == 403
    alice.patch(route(membership(bob)), {"roleSlug": "owner"})
    assert bob.post(path, {"name": "X"}).status_code == 201


def test_the_role_of_an_invitation_can_be_changed(alice: Caller) -> None:
    waiting = invited(alice)
    answer = alice.patch(route(waiting), {"roleSlug": "owner"})
    assert (answer.status_code, answer.json()["member"]["status"]) == (200, "PENDING")
    assert Membership.objects.get(pk=waiting.pk).role.slug == "owner"


@pytest.mark.parametrize("body", [{}, {"roleSlug": "member"}, {"status": "REMOVED", "userId": "1"}])
def test_a_change_of_nothing_is_not_told(alice: Caller, bob: Caller, body: dict[str, Any]) -> None:
    answer = alice.patch(route(membership(bob)), body)
    assert (answer.status_code, answer.json()["member"]["role"]["slug"]) == (200, "member")
    assert not Event.objects.exists()


def test_the_last_owner_is_not_demoted(alice: Caller, bob: Caller) -> None:
    refused(alice.patch(route(membership(alice)), {"roleSlug": "member"}), 409, LAST)
    assert slug(alice) == "owner"
    Membership.objects.filter(pk=membership(bob).pk).update(role=role(alice.organization, slug="owner"))
    assert alice.patch(route(membership(alice)), {"roleSlug": "member"}).status_code == 200
    assert (slug(alice), slug(bob)) == ("member", "owner")
    answer = bob.patch(route(membership(bob)), {"roleSlug": "member"})
    assert (answer.status_code, answer.json()) == (409, {"error": LAST})


def test_the_last_owner_is_not_demoted_by_another(alice: Caller) -> None:
    caller = member(alice.organization, "dora", *PERMISSIONS)
    refused(caller.patch(route(membership(alice)), {"roleSlug": "member"}), 409, LAST)


@pytest.mark.parametrize("state", ["PENDING", "REMOVED", "inactive"])
def test_an_owner_who_can_not_act_does_not_count(alice: Caller, state: str) -> None:
    other = member(alice.organization, "dora", slug="owner")
    if state == "inactive":
        assert other.person
        other.person.user.is_active = False
        other.person.user.save()
    else:
        Membership.objects.filter(pk=membership(other).pk).update(status=state)
    refused(alice.patch(route(membership(alice)), {"roleSlug": "member"}), 409, LAST)


def test_an_owner_of_another_organization_does_not_count(alice: Caller, charlie: Caller) -> None:
    assert slug(charlie) == "owner"
    refused(alice.patch(route(membership(alice)), {"roleSlug": "member"}), 409, LAST)


@pytest.mark.parametrize("key", [key for key in PERMISSIONS if key != "members"])
def test_nobody_grants_what_they_do_not_hold(alice: Caller, bob: Caller, key: str) -> None:
    caller = member(alice.organization, "dora", "members")
    role(alice.organization, key, slug="above")
    for wanted in ("above", "owner"):
        for theirs in (membership(bob), membership(caller)):
            refused(caller.patch(route(theirs), {"roleSlug": wanted}), 403, MORE.format(wanted))
    assert (slug(bob), slug(caller)) == ("member", "members")


def test_nobody_demotes_who_holds_more(alice: Caller) -> None:
    caller = member(alice.organization, "dora", "members")
    above = member(alice.organization, "eve", "billing")
    owner = member(alice.organization, "fay", slug="owner")
    refused(caller.patch(route(membership(above)), {"roleSlug": "member"}), 403, MORE.format("billing"))
    refused(caller.patch(route(membership(owner)), {"roleSlug": "member"}), 403, MORE.format("owner"))


def test_whoever_holds_all_keys_makes_no_owner(alice: Caller, bob: Caller) -> None:
    caller = member(alice.organization, "dora", *PERMISSIONS, slug="all")
    refused(caller.patch(route(membership(bob)), {"roleSlug": "owner"}), 403, MORE.format("owner"))
    assert caller.patch(route(membership(bob)), {"roleSlug": "all"}).status_code == 200


def test_a_change_to_an_unknown_role_is_refused(alice: Caller, bob: Caller) -> None:
    answer = alice.patch(route(membership(bob)), {"roleSlug": "nonsense"})
    refused(answer, 400, "roleSlug names no role of this organization.")


def test_a_removed_member_is_unknown(alice: Caller, bob: Caller) -> None:
    theirs = membership(bob)
    Membership.objects.filter(pk=theirs.pk).update(status="REMOVED")
    refused(alice.patch(route(theirs), {"roleSlug": "owner"}), 404, "Not found.")


@pytest.mark.parametrize("value", ["", None, 5, "No Slug"])
def test_a_role_slug_that_is_none_is_refused(alice: Caller, bob: Caller, value: Any) -> None:
    answer = alice.patch(route(membership(bob)), {"roleSlug": value})
    assert answer.status_code == 400
    assert answer.json()["error"].startswith("roleSlug: ")
