"""GET and PUT /v1/workspace/active-org-id."""

from typing import Any

import pytest

from tests.people import Caller, claims, token
from tests.workspace.asking import BODIES_THAT_ARE_NO_OBJECT, OF_NO_ROW, V1, membership, role, said
from workspace.models import Event, Membership, Organization, User
from workspace.organizations.active_organization import actions

ROUTE = f"{V1}/active-org-id"


def stored(caller: Caller) -> int | None:
    assert caller.person
    return User.objects.get(pk=caller.person.user.pk).active_organization_id


def store(caller: Caller, organization: Organization | None) -> None:
    assert caller.person
    User.objects.filter(pk=caller.person.user.pk).update(active_organization=organization)


def join(caller: Caller, organization: Organization, **columns: Any) -> None:
    assert caller.person
    Membership.objects.create(
        organization=organization, user=caller.person.user, role=role(organization, slug="member"), **columns
    )


def active(caller: Caller) -> str | None:
    answer = caller.get(ROUTE)
    assert answer.status_code == 200
    body = answer.json()
    assert list(body) == ["activeOrganizationId"]
    return body["activeOrganizationId"]


def test_the_chosen_organization_is_the_active_one(alice: Caller, charlie: Caller) -> None:
    join(alice, charlie.organization)
    store(alice, charlie.organization)
    assert alice.get(ROUTE).json() == {"activeOrganizationId": str(charlie.organization.pk)}
    assert stored(alice) == charlie.organization.pk


def test_without_a_choice_the_first_by_name_is_active(alice: Caller, charlie: Caller) -> None:
    join(alice, charlie.organization)
    assert active(alice) == str(alice.organization.pk)
    Organization.objects.filter(pk=charlie.organization.pk).update(name="Aaron")
    assert active(alice) == str(charlie.organization.pk)
    assert stored(alice) is None


@pytest.mark.parametrize("status", ["REMOVED", "PENDING", None])
def test_a_stale_one_is_cleared_and_the_first_by_name_used(alice: Caller, charlie: Caller, status: str | None) -> None:
    aaron = Organization.objects.create(name="Aaron", slug="aaron")
    join(alice, aaron)
    if status:
        join(alice, charlie.organization, status=status)
    store(alice, charlie.organization)
    assert active(alice) == str(aaron.pk)
    assert stored(alice) is None


def test_a_stale_one_without_any_membership_is_cleared_and_null(alice: Caller, nobody: Caller) -> None:
    store(nobody, alice.organization)
    assert nobody.get(ROUTE).json() == {"activeOrganizationId": None}
    assert stored(nobody) is None


def test_removal_makes_it_stale(alice: Caller, bob: Caller) -> None:
    assert bob.put(ROUTE, {"organizationId": str(bob.organization.pk)}).status_code == 200
    alice.delete(f"{V1}/orgs/{bob.organization.pk}/members/{membership(bob).pk}")
    assert stored(bob) == bob.organization.pk
    assert active(bob) is None
    assert stored(bob) is None


def test_what_became_good_again_meanwhile_is_not_cleared(alice: Caller, charlie: Caller) -> None:
    """As another request may do, between the look and the clearing."""
    store(alice, alice.organization)
    assert alice.person
    actions._clear(user_id=alice.person.user.pk, stale=alice.organization.pk)
    assert stored(alice) == alice.organization.pk
    actions._clear(user_id=alice.person.user.pk, stale=charlie.organization.pk)
    assert stored(alice) == alice.organization.pk


def test_the_sessions_organization_does_not_matter(alice: Caller, charlie: Caller) -> None:
    join(alice, charlie.organization)
    store(alice, charlie.organization)
    assert alice.person
    assert alice.person.organization == alice.organization
    assert active(alice) == str(charlie.organization.pk)


@pytest.mark.parametrize("form", [str, int])
def test_a_choice_is_stored_and_answered(alice: Caller, charlie: Caller, form: type) -> None:
    join(alice, charlie.organization)
    answer = alice.put(ROUTE, {"organizationId": form(charlie.organization.pk)})
    body = {
        "activeOrganizationId": str(charlie.organization.pk),
        "clerkOrganizationId": "org_birch",
        "tokenOrganizationId": str(alice.organization.pk),
    }
    assert said(answer) == (200, body), "the token still names Acme, so that is where /api acts"
    assert stored(alice) == charlie.organization.pk
    assert not Event.objects.exists()


TOKENS: dict[str, tuple[str | None, bool]] = {
    "it names the chosen one": ("org_birch", True),
    "it names no organization": (None, False),
    "it names one that is not known here": ("org_elsewhere", False),
}


@pytest.mark.parametrize(("named", "is_in_it"), TOKENS.values(), ids=TOKENS)
def test_the_answer_tells_in_which_organization_the_token_acts(
    named: str | None, is_in_it: bool, alice: Caller, charlie: Caller
) -> None:
    join(alice, charlie.organization)
    bearer = f"Bearer {token(claims('user_alice', named))}"
    birch = str(charlie.organization.pk)
    answer = alice.put(ROUTE, {"organizationId": birch}, HTTP_AUTHORIZATION=bearer)
    assert said(answer) == (
        200,
        {
            "activeOrganizationId": birch,
            "clerkOrganizationId": "org_birch",
            "tokenOrganizationId": birch if is_in_it else None,
        },
    )
    status = alice.get("/api/documents", HTTP_AUTHORIZATION=bearer).status_code
    assert status == (200 if is_in_it else 401), "as the answer says"


def test_a_token_of_an_organization_that_one_was_removed_from_acts_in_none(alice: Caller, charlie: Caller) -> None:
    join(alice, charlie.organization)
    Membership.objects.filter(pk=membership(alice).pk).update(status="REMOVED")
    Organization.objects.filter(pk=charlie.organization.pk).update(clerk_org_id=None)
    birch = str(charlie.organization.pk)
    assert said(alice.put(ROUTE, {"organizationId": birch})) == (
        200, {"activeOrganizationId": birch, "clerkOrganizationId": None, "tokenOrganizationId": None},
    )  # fmt: skip


@pytest.mark.parametrize("status", ["REMOVED", "PENDING", None])
def test_only_an_active_member_can_choose_an_organization(alice: Caller, charlie: Caller, status: str | None) -> None:
    store(alice, alice.organization)
    if status:
        join(alice, charlie.organization, status=status)
    answer = alice.put(ROUTE, {"organizationId": str(charlie.organization.pk)})
    assert said(answer) == (404, {"error": "Not found."})
    assert stored(alice) == alice.organization.pk


@pytest.mark.parametrize("given", ["", "x", "5x", "-5", " 5", "5.0", "٥", -5, 5.0, 1e300, True, None, [], {}, ["5"]])
def test_an_organization_id_that_is_no_number_is_refused(alice: Caller, given: Any) -> None:
    answer = alice.put(ROUTE, {"organizationId": given})
    sentence = "organizationId must be a numeric string."
    assert said(answer) == (
        400,
        {"error": sentence if given is not None else "organizationId: This field may not be null."},
    )


@pytest.mark.parametrize("given", [*OF_NO_ROW, 0, 2**63, 2**64 - 1])
def test_the_id_of_no_organization_is_unknown(alice: Caller, given: Any) -> None:
    assert said(alice.put(ROUTE, {"organizationId": given})) == (404, {"error": "Not found."})


def test_a_body_without_organization_id_is_refused(alice: Caller) -> None:
    assert said(alice.put(ROUTE, {})) == (400, {"error": "organizationId: This field is required."})


@BODIES_THAT_ARE_NO_OBJECT
def test_a_body_that_is_no_object_is_refused(alice: Caller, body: bytes) -> None:
    answer = alice.generic("PUT", ROUTE, body, content_type="application/json")
    assert said(answer) == (400, {"error": "Invalid body."})
