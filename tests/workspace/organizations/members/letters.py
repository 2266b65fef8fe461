"""Invitations, and those who claim them."""

from typing import Any

from tests.people import Caller, Person
from tests.workspace.asking import V1, of
from workspace.models import Membership, Organization, User


def invited(caller: Caller, email: str = "new@example.com", role_slug: str = "member") -> Membership:
    """An invitation by the caller."""
    answer = caller.post(of(caller.organization, path="/members"), {"email": email, "roleSlug": role_slug})
    assert answer.status_code == 201, answer.json()
    found: Membership = Membership.objects.get(pk=answer.json()["member"]["id"])
    return found


def known(email: str = "new@example.com", *, name: str = "guest", is_verified: bool = True, **columns: Any) -> Caller:
    """Someone of whom Clerk has told us an address; they belong nowhere."""
    user = User.objects.create(
        clerk_user_id=f"user_{name}", name=name.title(), email=email, email_verified=is_verified, **columns
    )
    return Caller(Person(user, None))


def places(caller: Caller) -> list[str]:
    """The slugs of the organizations that the caller belongs to, after asking for them."""
    answer = caller.get(f"{V1}/memberships")
    assert answer.status_code == 200
    return [membership["organization"]["slug"] for membership in answer.json()]


def status(membership: Membership) -> str:
    """As it is now."""
    found: str = Membership.objects.get(pk=membership.pk).status
    return found


def members_of(organization: Organization) -> list[tuple[str, str]]:
    """E-mail address and status of everyone who is in it or invited."""
    return [(each.email, each.status) for each in Membership.objects.present().filter(organization=organization)]
