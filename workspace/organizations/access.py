"""Who acts in which organization: from the database, never from a token's word."""

from dataclasses import dataclass

from rest_framework.exceptions import NotAuthenticated
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from safeclose.actors import Actor
from safeclose.api import clientip
from safeclose.gateways.clerk import Claims
from workspace.identity.models import User
from workspace.organizations.models import Membership, Organization


@dataclass(frozen=True)
class Access:
    """What stands in `request.auth` once the database has confirmed the token's organization."""

    claims: Claims
    membership: Membership


class InOrganization(BasePermission):
    """The token names an organization, and its subject is an active member of it; else 401, as without a token."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """True or NotAuthenticated: the contract of /api knows no third answer."""
        claims, user = request.auth, request.user
        if isinstance(claims, Claims) and isinstance(user, User) and claims.organization:
            found = (
                Membership.objects.active()
                .select_related("organization", "role")
                .filter(user=user, organization__clerk_org_id=claims.organization)
                .first()
            )
            if found:
                request.auth = Access(claims, found)
                return True
        raise NotAuthenticated


def organization_of(request: Request) -> Organization:
    """The organization that InOrganization found."""
    access = request.auth
    assert isinstance(access, Access)
    return access.membership.organization


def actor_of(request: Request) -> Actor:
    """The signed-in user as the one who acts, with the address and the browser of this request."""
    user = request.user
    assert isinstance(user, User)
    return user.acting(ip=clientip.of(request), user_agent=user_agent_of(request))


def user_agent_of(request: Request) -> str:
    """What the browser says of itself, cut to what evidence keeps."""
    return "".join(letter for letter in request.headers.get("User-Agent", "") if letter.isprintable())[:500]
