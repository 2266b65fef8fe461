"""Several deliveries at the same moment, in real transactions."""

from functools import partial
from typing import Any

import pytest

from tests.people import Caller, acme_and_birch
from tests.racing import at_once, races
from tests.workspace.clerk.deliveries import deleted, deliver, event, headers, membership, organization, post, user
from tests.workspace.clerk.stand_in import StandIn
from workspace.clerk.jobs import create_at_clerk
from workspace.models import ClerkDelivery, ClerkRecord, Company, Event, Membership, Organization, Role, User

pytestmark = pytest.mark.usefixtures("committed")
JOINED = "organizationMembership.created"


def together(*deliveries: tuple[str, dict[str, Any]]) -> None:
    at_once([partial(deliver, type, data) for type, data in deliveries])


def memberships() -> list[str]:
    return list(Membership.objects.order_by("user__clerk_user_id").values_list("status", flat=True))


def test_one_delivery_that_comes_eight_times_at_once_is_handled_once() -> None:
    body = event(JOINED, membership())
    signed = headers(body)
    answers = at_once([lambda: post(body, signed)] * 8)
    assert [(answer.status_code, answer.json()) for answer in answers] == [(200, {"ok": True})] * 8
    assert ClerkDelivery.objects.count() == 1
    assert Event.objects.count() == 1


def test_of_changes_to_one_user_at_once_the_newest_stays() -> None:
    together(*[("user.updated", user(at=at, first_name=f"At{at}")) for at in range(1, 9)])
    assert User.objects.get().name == "At8 Doe"
    assert ClerkRecord.objects.get().updated_at == 8


def test_a_deletion_amid_changes_of_a_user_wins() -> None:
    changes = [("user.updated", user(at=at)) for at in range(1, 7)]
    together(*changes, ("user.deleted", deleted("user", "user_dana")), (JOINED, membership()))
    assert not User.objects.get().is_active
    assert memberships() == ["REMOVED"]


def test_members_of_a_new_organization_at_once_create_it_once() -> None:
    names = "abcdefgh"
    together(*[(JOINED, membership(name, role="org:closer")) for name in names])
    assert memberships() == ["ACTIVE"] * 8
    assert (Organization.objects.count(), Company.objects.count(), Role.objects.count()) == (1, 1, 3)
    assert Event.objects.filter(type="member.joined").count() == 8


def test_memberships_of_a_new_user_at_once_create_them_once() -> None:
    names = "abcdefgh"
    together(*[(JOINED, membership("dana", name)) for name in names])
    assert User.objects.count() == 1
    assert memberships() == ["ACTIVE"] * 8


def test_organizations_that_want_one_slug_at_once_get_one_each() -> None:
    together(*[("organization.created", organization(name, slug="same")) for name in "abcdefgh"])
    slugs = sorted(Organization.objects.values_list("slug", flat=True))
    assert slugs == ["same", *(f"same-{number}" for number in range(2, 9))]
    assert Company.objects.count() == 8


def test_deletions_at_once_end_each_membership_once() -> None:
    """Each deletion ends memberships that another one ends too."""
    for name in "abcd":
        for place in "wxyz":
            deliver(JOINED, membership(name, place))
    together(
        *[("user.deleted", deleted("user", f"user_{name}")) for name in "abcd"],
        *[("organization.deleted", deleted("organization", f"org_{place}")) for place in "wxyz"],
    )
    assert memberships() == ["REMOVED"] * 16
    assert Event.objects.filter(type="member.removed").count() == 16


def test_no_member_stays_who_joins_while_the_organization_is_deleted() -> None:
    deliver("organization.created", organization())
    together(
        *[(JOINED, membership(name)) for name in "abcdefg"],
        ("organization.deleted", deleted("organization", "org_elm")),
    )
    assert memberships() == ["REMOVED"] * 7


def test_a_deletion_amid_changes_of_a_role_is_told_as_often_as_a_joining() -> None:
    roles = [("organizationMembership.updated", membership(at=at, role=f"org:r{at}")) for at in range(1, 8)]
    together(*roles, ("organizationMembership.deleted", membership(at=7, role="org:r7")))
    row = Membership.objects.select_related("role").get()
    assert (row.status, row.role.slug) == ("REMOVED", "r7")
    told = list(Event.objects.order_by("id").values_list("type", flat=True))
    assert told.count("member.joined") == told.count("member.removed") <= 1


def test_clerks_word_on_a_new_organization_while_the_job_records_the_same(backend: StandIn) -> None:
    alice = Caller(acme_and_birch()["alice"])
    backend.has(user("alice"))
    rounds = races(Organization, thorough=10)
    for number, held in enumerate(rounds):
        body = {"name": "Cedar", "slug": f"cedar-{number}"}
        made = alice.post("/v1/workspace/orgs", body).json()["organization"]["id"]
        told = organization("cedar", id=f"org_cedar{number}", slug=body["slug"], created_by="user_alice")
        backend.has(told)
        job = partial(create_at_clerk, organization_id=int(made))
        at_once([job, partial(deliver, "organization.created", told), job], held=held)
        assert Organization.objects.get(pk=made).clerk_org_id == f"org_cedar{number}"
    assert Organization.objects.count() == 2 + len(rounds)
