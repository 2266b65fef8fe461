"""Members with this or that permission, and what all tests of the workspace's routes ask alike."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.people import Caller, Person
from workspace.models import Event, Location, Membership, Organization, Role, User

V1 = "/v1/workspace"
NOT_FOUND = (404, {"error": "Not found."})
LACKS = "Your role lacks the permission {}."

# What no path takes as an id, and what it takes but no row has.
NOT_NUMERIC = ["x", "5x", "-5", "+5", "5.0", "1e3", "0x10", "%20", "%D9%A5", "%C2%B2", "doc_1", "5,6", "null", "5%00"]
OF_NO_ROW = ["0", "00", "999999999", "9223372036854775807", "9223372036854775808", "1" * 40, "9" * 5000]


def of(organization: Organization, *, path: str = "") -> str:
    """`/v1/workspace/orgs/12/locations`."""
    return f"{V1}/orgs/{organization.pk}{path}"


def role(organization: Organization, *permissions: str, slug: str = "") -> Role:
    """A role with just these permissions; the same one for the same permissions."""
    slug = slug or "-".join(permissions).lower()[:48]
    made, _ = Role.objects.get_or_create(
        organization=organization, slug=slug, defaults={"name": slug.title(), "permissions": list(permissions)}
    )
    return made


def member(organization: Organization, name: str, *permissions: str, slug: str = "") -> Caller:
    """Someone new in the organization, with just these permissions (or the role with that slug)."""
    user = User.objects.create(clerk_user_id=f"user_{name}", name=name.title())
    Membership.objects.create(organization=organization, user=user, role=role(organization, *permissions, slug=slug))
    return Caller(Person(user, organization))


def membership(caller: Caller) -> Membership:
    """The caller's, in their own organization."""
    assert caller.person
    found: Membership = Membership.objects.get(user=caller.person.user, organization=caller.organization)
    return found


def first_location(organization: Organization) -> Location:
    """The one that the tests' organizations begin with."""
    return Location.objects.get(company__organization=organization)


def told() -> tuple[str, str, str, Any]:
    """The last event: type, subject's type and id, data."""
    event = Event.objects.latest("id")
    return event.type, event.subject_type, event.subject_id, event.data


def said(answer: Any) -> tuple[int, Any]:
    """Status and body."""
    return answer.status_code, answer.json()


def refused(answer: Any, status: int, sentence: str) -> None:
    """One sentence, and nothing was told."""
    assert said(answer) == (status, {"error": sentence})
    assert not Event.objects.exists()


def queries(caller: Caller, path: str) -> int:
    """How many a GET takes."""
    with CaptureQueriesContext(connection) as captured:
        answer = caller.get(path)
    assert answer.status_code == 200, answer.json()
    return len(captured)


BODIES_THAT_ARE_NO_OBJECT = pytest.mark.parametrize(
    "body", [b"null", b"[]", b"5", b'"x"', b"{", b"\xff", b'{"name": NaN}', b"[" * 2000]
)
