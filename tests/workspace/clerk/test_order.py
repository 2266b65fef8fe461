"""In whatever order deliveries arrive, and however often, the end is the same."""

import itertools
import re
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.thorough import rounds
from tests.workspace.clerk.deliveries import address, deleted, membership, new_id, organization, user
from workspace.clerk import actions, clerk_events
from workspace.clerk.clerk_events import CLERK
from workspace.models import ClerkRecord, Membership, Organization, Role, User

pytestmark = pytest.mark.django_db
often = settings(
    max_examples=rounds(8, 25),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
Delivery = tuple[str, dict[str, Any]]

_runs = itertools.count(1)


def here(name: str) -> str:
    """What the objects of one run are called, without the run's number."""
    return re.sub(r"-+\d+(?= |$)", "", name)


def after(deliveries: Iterable[Delivery], run: str) -> Any:
    """What is there of this run's objects once all of these have come."""
    for type, data in deliveries:
        actions.take_in(change=clerk_events.read(type, data), delivery_id=new_id(), by=CLERK)
    users = User.objects.filter(clerk_user_id__endswith=run)
    organizations = Organization.objects.filter(clerk_org_id__endswith=run)
    return {
        "users": [(here(row.name), row.email, row.email_verified, here(row.image_url), row.is_active) for row in users],
        "organizations": [(here(row.name), here(row.slug)) for row in organizations],
        "roles": sorted(Role.objects.filter(organization__in=organizations).values_list("slug", flat=True)),
        "memberships": list(
            Membership.objects.filter(organization__in=organizations).values_list("status", "role__slug")
        ),
        "records": sorted(
            (here(row.clerk_id), row.updated_at, row.is_deleted, row.created_at, here(row.clerk_user_id))
            for row in ClerkRecord.objects.filter(clerk_id__endswith=run)
        ),
    }


def both_ways(make: Any, data: st.DataObject) -> tuple[Any, Any]:
    """The state after deliveries in the order in which they were made, and after any order with repetitions."""
    states = []
    for is_mixed in (False, True):
        run = f"--{next(_runs)}"
        deliveries: list[Delivery] = make(run)
        if is_mixed:
            numbers = list(range(len(deliveries)))
            again = data.draw(st.lists(st.sampled_from(numbers), max_size=3))
            deliveries = [deliveries[number] for number in data.draw(st.permutations(numbers + again))]
        states.append(after(deliveries, run))
    return states[0], states[1]


times = st.lists(st.integers(1, 10_000), min_size=1, max_size=4, unique=True).map(sorted)
emails = st.sampled_from(["dana@example.com", "other@example.com"])
words = st.sampled_from(["Ann", "Ben", "Cleo", ""])


@often
@given(data=st.data(), ats=times, ends=st.booleans())
def test_any_order_of_deliveries_about_a_user_ends_in_one_state(
    data: st.DataObject, ats: list[int], ends: bool
) -> None:
    told = [
        {"first_name": data.draw(words), "email_addresses": [
            address("idn_2", data.draw(emails), data.draw(st.sampled_from(["verified", "unverified"])))
        ]}
        for _ in ats
    ]  # fmt: skip

    def make(run: str) -> list[Delivery]:
        made = [("user.updated", user(f"dana{run}", at=at, **one)) for at, one in zip(ats, told, strict=True)]
        return made + [("user.deleted", deleted("user", f"user_dana{run}"))] * ends

    in_order, mixed = both_ways(make, data)
    assert mixed == in_order
    (row,) = in_order["users"]
    assert row[4] is not ends


@often
@given(data=st.data(), ats=times, ends=st.booleans())
def test_any_order_of_deliveries_about_an_organization_ends_in_one_state(
    data: st.DataObject, ats: list[int], ends: bool
) -> None:
    names = [data.draw(words) for _ in ats]

    def make(run: str) -> list[Delivery]:
        made = [
            ("organization.updated", organization(f"elm{run}", at=at, name=name, slug=f"{name or 'x'}{run}"))
            for at, name in zip(ats, names, strict=True)
        ]
        return made + [("organization.deleted", deleted("organization", f"org_elm{run}"))] * ends

    in_order, mixed = both_ways(make, data)
    assert mixed == in_order
    assert len(in_order["organizations"]) == 1


roles = st.sampled_from(["org:admin", "org:member", "org:closer"])
stays = st.lists(st.tuples(st.lists(roles, min_size=1, max_size=3), st.booleans()), min_size=1, max_size=3)


@often
@given(data=st.data(), stays=stays, user_goes=st.booleans(), organization_goes=st.booleans(), brief=st.booleans())
def test_any_order_of_deliveries_about_memberships_ends_in_one_state(
    data: st.DataObject,
    stays: list[tuple[list[str], bool]],
    user_goes: bool,
    organization_goes: bool,
    brief: bool,
) -> None:
    """A person who leaves and comes back, perhaps several times; and who, or whose organization, may be deleted."""

    def stay(run: str, number: int, held: list[str], is_over: bool) -> list[Delivery]:
        begun = number * 100
        made = [
            membership(
                f"dana{run}", f"elm{run}", at=begun + step, begun=begun, role=role,
                id=f"orgmem_{number}{run}", organization=organization(f"elm{run}", slug=f"elm{run}"),
            )
            for step, role in enumerate(held, 1)
        ]  # fmt: skip
        end = deleted("organization_membership", f"orgmem_{number}{run}") if brief else made[-1]
        return [("organizationMembership.updated", one) for one in made] + (
            [("organizationMembership.deleted", end)] * is_over
        )

    def make(run: str) -> list[Delivery]:
        made = [one for number, (held, is_over) in enumerate(stays, 1) for one in stay(run, number, held, is_over)]
        made += [("user.deleted", deleted("user", f"user_dana{run}"))] * user_goes
        return made + [("organization.deleted", deleted("organization", f"org_elm{run}"))] * organization_goes

    in_order, mixed = both_ways(make, data)
    held, is_over = stays[-1]
    is_gone = is_over or user_goes or organization_goes
    slug = {"org:admin": "owner", "org:member": "member", "org:closer": "closer"}[held[-1]]
    assert in_order["memberships"] == [("REMOVED" if is_gone else "ACTIVE", slug)]
    assert mixed == in_order
