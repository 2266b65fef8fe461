"""A new customer, over HTTP alone: what Clerk's stand-in tells and is told, and no row written by hand."""

from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from rest_framework.test import APIClient

from tests.people import claims, token
from tests.workspace.asking import V1, said
from tests.workspace.clerk.deliveries import deliver, membership, user
from tests.workspace.clerk.stand_in import StandIn
from workspace.clerk.jobs import create_at_clerk

pytestmark = pytest.mark.django_db
NOT_FOUND = (404, {"error": "Not found."})
UNAUTHORIZED = (401, {"error": "Unauthorized"})


class Browser:
    """Someone with a session at Clerk; `organization` is what their session is in there."""

    def __init__(self, name: str) -> None:
        self.name, self.organization = name, ""
        self.client = APIClient(raise_request_exception=False)

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Status and body, with a fresh token."""
        bearer = f"Bearer {token(claims(f'user_{self.name}', self.organization or None))}"
        answer = getattr(self.client, method)(path, body, HTTP_AUTHORIZATION=bearer)
        return answer.status_code, answer.json() if answer.content else None


def signed_up(clerk: StandIn, *names: str) -> list[Browser]:
    """People sign up at Clerk, which tells of them."""
    for name in names:
        clerk.has(user(name))
        deliver("user.created", user(name))
    return [Browser(name) for name in names]


def worker() -> None:
    """Makes organizations at Clerk, which then tells of them and of their first member."""
    for job in ProcrastinateJob.objects.filter(task_name="create_clerk_organization"):
        create_at_clerk(**job.args)


def test_a_new_customer_founds_an_organization_and_invites_someone(backend: StandIn) -> None:
    alice, bob, charlie = signed_up(backend, "alice", "bob", "charlie")
    assert alice.ask("get", f"{V1}/memberships") == (200, [])

    status, founded = alice.ask("post", f"{V1}/orgs", {"name": "Cedar Homes", "slug": "cedar"})
    assert (status, founded["organization"]["name"], founded["role"]["slug"]) == (201, "Cedar Homes", "owner")
    number = founded["organization"]["id"]
    choice = {"organizationId": number}
    assert alice.ask("put", f"{V1}/active-org-id", choice) == (
        200, {"activeOrganizationId": number, "clerkOrganizationId": None, "tokenOrganizationId": None},
    )  # fmt: skip
    assert alice.ask("get", "/api/documents") == UNAUTHORIZED, "Clerk has not made it yet, so no token can name it"

    worker()
    (at_clerk,) = backend.organizations.values()
    deliver("organization.created", at_clerk)
    deliver("organizationMembership.created", membership("alice", role="org:admin", organization=at_clerk))
    status, chosen = alice.ask("put", f"{V1}/active-org-id", choice)
    assert (status, chosen["clerkOrganizationId"], chosen["tokenOrganizationId"]) == (200, at_clerk["id"], None)
    alice.organization = chosen["clerkOrganizationId"]  # as Clerk's setActive does in a browser
    assert alice.ask("put", f"{V1}/active-org-id", choice)[1]["tokenOrganizationId"] == number
    assert alice.ask("get", "/api/documents") == (200, {"documents": []})

    here = f"{V1}/orgs/{number}"
    invitation = {"email": "bob@example.com", "roleSlug": "member"}
    status, invited = alice.ask("post", f"{here}/members", invitation)
    assert (status, invited["member"]["status"]) == (201, "PENDING")
    bob.organization = charlie.organization = at_clerk["id"]
    assert bob.ask("get", "/api/documents") == UNAUTHORIZED, "before it is claimed"
    assert bob.ask("get", here)[0] == 404

    assert [one["organizationId"] for one in bob.ask("get", f"{V1}/memberships")[1]] == [number]
    assert bob.ask("get", "/api/documents") == (200, {"documents": []})
    status, members = bob.ask("get", f"{here}/members")
    assert (status, [(one["name"], one["status"], one["role"]["slug"]) for one in members["members"]]) == (
        200, [("Alice Doe", "ACTIVE", "owner"), ("Bob Doe", "ACTIVE", "member")],
    )  # fmt: skip
    lacks = (403, {"error": "Your role lacks the permission members."})
    assert bob.ask("post", f"{here}/members", {"email": "eve@example.com", "roleSlug": "owner"}) == lacks

    for path in (here, f"{here}/members", f"{here}/locations", f"{here}/roles", f"{here}/settings"):
        assert charlie.ask("get", path) == NOT_FOUND
        assert said(APIClient().get(path)) == (401, {"error": "Missing Authorization Bearer token."})
    assert charlie.ask("get", "/api/documents") == UNAUTHORIZED

    assert alice.ask("delete", f"{here}/members/{members['members'][1]['id']}") == (204, None)
    assert bob.ask("get", "/api/documents") == UNAUTHORIZED
    assert bob.ask("get", here) == NOT_FOUND
    last = (409, {"error": "The last owner can't be removed."})
    assert alice.ask("delete", f"{here}/members/{members['members'][0]['id']}") == last
