"""The people of the tests, and how they call the API."""

import time
from dataclasses import dataclass
from typing import Any

import jwt
from rest_framework.test import APIClient

from tests.environment import CLERK_KEY, ISSUER, PARTY
from workspace.models import Company, Location, Membership, Organization, Role, User


@dataclass(frozen=True)
class Person:
    """A user, and the organization that their session names."""

    user: User
    organization: Organization | None


def acme_and_birch() -> dict[str, Person]:
    """Two tenants and four people."""
    acme, birch = _organization("Acme Financial", "acme"), _organization("Birch Realty", "birch")
    people = {name: User.objects.create(clerk_user_id=f"user_{name}", name=name.title()) for name in NAMES}
    for name, organization, role in (("alice", acme, "owner"), ("bob", acme, "member"), ("charlie", birch, "owner")):
        Membership.objects.create(
            organization=organization, user=people[name], role=Role.objects.get(organization=organization, slug=role)
        )
    at = {"alice": acme, "bob": acme, "charlie": birch, "nobody": None}
    return {name: Person(people[name], at[name]) for name in NAMES}


NAMES = ("alice", "bob", "charlie", "nobody")


def _organization(name: str, slug: str) -> Organization:
    organization = Organization.objects.create(name=name, slug=slug, clerk_org_id=f"org_{slug}")
    for role in ("owner", "member"):
        Role.objects.create(organization=organization, slug=role, name=role.title())
    company = Company.objects.create(organization=organization, name=name)
    Location.objects.create(company=company, name="Toronto")
    return organization


def claims(subject: str, organization: str | None = None, **changed: Any) -> dict[str, Any]:
    """What a good session token says; a claim changed to None is left out."""
    now = int(time.time())
    found: dict[str, Any] = {"iss": ISSUER, "sub": subject, "azp": PARTY, "iat": now, "nbf": now, "exp": now + 60}
    if organization:
        found["o"] = {"id": organization, "rol": "admin", "slg": "claimed"}
    return {key: value for key, value in {**found, **changed}.items() if value is not None}


def token(content: dict[str, Any], *, key: Any = CLERK_KEY, algorithm: str = "RS256", **headers: Any) -> str:
    """A signed session token."""
    return jwt.encode(content, key, algorithm=algorithm, headers={"kid": "ins_test", **headers})


class Caller(APIClient):
    """A client of the API; with a fresh token on each call, unless it calls as no one."""

    def __init__(self, person: Person | None) -> None:
        super().__init__(raise_request_exception=False)
        self.person = person

    @property
    def organization(self) -> Organization:
        """The caller's own."""
        assert self.person
        assert self.person.organization
        return self.person.organization

    def request(self, **kwargs: Any) -> Any:
        if self.person and "HTTP_AUTHORIZATION" not in kwargs:
            organization = self.person.organization
            content = claims(self.person.user.clerk_user_id or "", organization and organization.clerk_org_id)
            kwargs["HTTP_AUTHORIZATION"] = f"Bearer {token(content)}"
        return super().request(**kwargs)
