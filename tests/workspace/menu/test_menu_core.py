"""GET /v1/workspace/menu-core."""

from collections.abc import Mapping
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.people import Caller
from tests.workspace.asking import V1, queries, role, said
from workspace.menu import parts
from workspace.models import Membership, Organization, User

ROUTE = f"{V1}/menu-core"
NOTHING_TO_SIGN = {
    "resolvedRoles": [],
    "caps": {"canListOrganizations": False, "canViewSignerAssignments": False, "manager": None, "admin": None},
}


@pytest.fixture(autouse=True)
def _only_the_workspace(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the apps above have registered."""
    monkeypatch.setattr(parts.menu_parts, "_contributions", {})


def test_menu_core_is_four_answers_in_one(alice: Caller) -> None:
    answer = alice.get(ROUTE)
    assert said(answer) == (
        200,
        {
            "profile": alice.get(f"{V1}/profile").json(),
            "memberships": alice.get(f"{V1}/memberships").json(),
            "activeOrganization": alice.get(f"{V1}/active-org").json(),
            "signing": NOTHING_TO_SIGN,
        },
    )
    assert answer.json()["activeOrganization"]["name"] == "Acme Financial"


def test_menu_core_of_who_belongs_nowhere_is_empty(nobody: Caller) -> None:
    body = nobody.get(ROUTE).json()
    assert body["profile"]["name"] == "Nobody"
    assert {**body, "profile": None} == {
        "profile": None, "memberships": [], "activeOrganization": None, "signing": NOTHING_TO_SIGN,
    }  # fmt: skip


def test_an_app_above_fills_its_part(alice: Caller, bob: Caller) -> None:
    def signing(user: User) -> Mapping[str, Any]:
        return {**parts._nothing_to_sign(user), "resolved_roles": ["manager"] if user.name == "Alice" else []}

    parts.menu_parts.add("signing", signing)
    assert alice.get(ROUTE).json()["signing"] == {**NOTHING_TO_SIGN, "resolvedRoles": ["manager"]}
    assert bob.get(ROUTE).json()["signing"] == NOTHING_TO_SIGN


def test_a_part_that_the_navigation_does_not_have_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="no part 'deals'"):
        parts.menu_parts.add("deals", parts._nothing_to_sign)


def test_fifty_memberships_take_as_many_queries_as_one(alice: Caller) -> None:
    assert alice.person
    before = queries(alice, ROUTE)
    for number in range(49):
        organization = Organization.objects.create(name=f"Organization {number}", slug=f"organization-{number}")
        Membership.objects.create(
            organization=organization, user=alice.person.user, role=role(organization, slug="member")
        )
    assert len(alice.get(ROUTE).json()["memberships"]) == 50
    assert queries(alice, ROUTE) == before
