"""A new customer, over HTTP alone: what Clerk's stand-in tells and is told, and no row written by hand."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from procrastinate.contrib.django.models import ProcrastinateJob
from rest_framework.test import APIClient

from safeclose.verify import verify
from signing.evidence.jobs import seal
from signing.evidence.service_key import service_key
from tests.evidence_examples import plain_pdf
from tests.people import claims, token
from tests.workspace.asking import V1, said
from tests.workspace.clerk.deliveries import deliver, membership, user
from tests.workspace.clerk.stand_in import StandIn
from workspace.clerk.jobs import create_at_clerk

pytestmark = pytest.mark.django_db
NOT_FOUND = (404, {"error": "Not found."})
NO_MANAGER = "You are neither a manager nor an admin of signing packages."
UNAUTHORIZED = (401, {"error": "Unauthorized"})


class Browser:
    """Someone with a session at Clerk; `organization` is what their session is in there."""

    def __init__(self, name: str) -> None:
        self.name, self.organization = name, ""
        self.client = APIClient(raise_request_exception=False)

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Status and body, with a fresh token."""
        answer = getattr(self.client, method)(path, body, HTTP_AUTHORIZATION=self._bearer())
        return answer.status_code, answer.json() if answer.content else None

    def get(self, path: str) -> Any:
        """The whole answer."""
        return self.client.get(path, HTTP_AUTHORIZATION=self._bearer())

    def upload(self, path: str, content: bytes) -> tuple[int, Any]:
        """Status and body of a form with a PDF."""
        body = {"file": SimpleUploadedFile("agreement.pdf", content, content_type="application/pdf")}
        answer = self.client.post(path, body, format="multipart", HTTP_AUTHORIZATION=self._bearer())
        return answer.status_code, answer.json()

    def _bearer(self) -> str:
        return f"Bearer {token(claims(f'user_{self.name}', self.organization or None))}"


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


def made(answer: tuple[int, Any]) -> Any:
    """The body of a 201."""
    assert answer[0] == 201, answer
    return answer[1]


def founded(backend: StandIn, alice: Browser) -> str:
    """Alice founds an organization, the worker makes it at Clerk, and her session is in it; its number here."""
    status, answer = alice.ask("post", f"{V1}/orgs", {"name": "Cedar Homes", "slug": "cedar"})
    assert status == 201, answer
    worker()
    (at_clerk,) = backend.organizations.values()
    deliver("organization.created", at_clerk)
    deliver("organizationMembership.created", membership("alice", role="org:admin", organization=at_clerk))
    alice.organization = at_clerk["id"]
    return str(answer["organization"]["id"])


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


def test_a_new_customer_has_a_package_signed_by_an_appointed_manager_who_then_leaves(backend: StandIn) -> None:
    alice, bob, sue = signed_up(backend, "alice", "bob", "sue")
    here = f"{V1}/orgs/{founded(backend, alice)}"
    signing = "/v1/signing/manager"
    made(alice.ask("post", f"{here}/members", {"email": "bob@example.com", "roleSlug": "member"}))
    assert bob.ask("get", f"{V1}/memberships")[0] == 200  # he signs in, and is a member
    place = made(alice.ask("post", f"{here}/locations", {"name": "Ottawa", "address": "12 Maple Street"}))["location"]
    assert bob.ask("post", f"{signing}/signings", {"locationId": place["id"]})[0] == 403

    tiers = {"signings": "full"}
    granted = {"email": "bob@example.com", "locationId": place["id"], "tiers": tiers}
    made(alice.ask("post", f"{here}/managers", granted))
    package = made(bob.ask("post", f"{signing}/signings", {"locationId": place["id"]}))["signing"]
    path = f"{signing}/signings/{package['id']}"
    document = made(bob.upload(f"{path}/documents", plain_pdf()))["document"]
    made(bob.ask("post", f"{path}/signers", {"name": "Sue Doe", "email": "sue@example.com"}))
    assert bob.ask("post", f"{path}/activate")[0] == 200
    signature = {"consent": True, "signatureText": "Sue Doe"}
    queue = f"/v1/signing/signer/signings/{package['id']}"
    made(sue.ask("post", f"{queue}/documents/{document['id']}/sign", signature))
    seal(trail_id=f"signing:{package['id']}")
    sealed = f"{path}/documents/{document['id']}/sealed"
    assert verify(bob.get(sealed).content, trust=[service_key().certificate]).result == "genuine"

    (member,) = [one for one in alice.ask("get", f"{here}/members")[1]["members"] if one["name"] == "Bob Doe"]
    assert alice.ask("delete", f"{here}/members/{member['id']}") == (204, None)
    assert [one["isOwner"] for one in alice.ask("get", f"{here}/managers")[1]["managers"]] == [True]
    for method, route in [
        ("get", path), ("get", sealed), ("post", f"{path}/cancel"), ("post", f"{path}/reopen"),
        ("get", f"{path}/documents"), ("get", f"{path}/signers"),
    ]:  # fmt: skip
        assert bob.ask(method, route) == (403, {"error": NO_MANAGER}), route
    assert bob.ask("post", f"{signing}/signings", {"locationId": place["id"]}) == (403, {"error": NO_MANAGER})
    assert bob.ask("get", here) == NOT_FOUND
    assert bob.ask("post", f"{here}/managers", granted) == NOT_FOUND
    bob.organization = alice.organization
    assert bob.ask("get", "/api/documents") == UNAUTHORIZED
    assert alice.get(sealed).status_code == 200
