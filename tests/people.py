"""The people of the tests, and how they call the API."""

import copy
import time
from dataclasses import dataclass
from functools import cache
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
    """Two tenants and four people; in few statements, since nearly every test begins with them."""
    acme, birch = Organization.objects.bulk_create(
        Organization(name=name, slug=slug, clerk_org_id=f"org_{slug}")
        for name, slug in (("Acme Financial", "acme"), ("Birch Realty", "birch"))
    )
    roles = {
        (role.organization_id, role.slug): role
        for role in Role.objects.bulk_create(
            Role(organization=organization, slug=slug, name=slug.title())
            for organization in (acme, birch)
            for slug in ("owner", "member")
        )
    }
    companies = Company.objects.bulk_create(Company(organization=one, name=one.name) for one in (acme, birch))
    Location.objects.bulk_create(Location(company=company, name="Toronto") for company in companies)
    users = User.objects.bulk_create(User(clerk_user_id=f"user_{name}", name=name.title()) for name in NAMES)
    people = dict(zip(NAMES, users, strict=True))
    Membership.objects.bulk_create(
        Membership(organization=organization, user=people[name], role=roles[organization.pk, role])
        for name, organization, role in (("alice", acme, "owner"), ("bob", acme, "member"), ("charlie", birch, "owner"))
    )
    at = {"alice": acme, "bob": acme, "charlie": birch, "nobody": None}
    return {name: Person(people[name], at[name]) for name in NAMES}


NAMES = ("alice", "bob", "charlie", "nobody")


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


@cache
def _middleware() -> Any:
    """Made once for all callers, as in a web process: WhiteNoise looks through all static files each time."""
    handler = APIClient(raise_request_exception=False).handler
    handler.load_middleware()
    return handler._middleware_chain


class Caller(APIClient):
    """A client of the API; with a fresh token on each call, unless it calls as no one."""

    def __init__(self, person: Person | None) -> None:
        super().__init__(raise_request_exception=False)
        self.handler._middleware_chain = _middleware()
        self.person = person

    def __deepcopy__(self, memo: dict[int, Any]) -> "Caller":
        return Caller(copy.deepcopy(self.person, memo))

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
