"""Permission classes for what belongs to an organization. Memberships come from the database, not from the token."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

import structlog
from rest_framework.exceptions import NotAuthenticated
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from safeclose.gateways.clerk import Claims
from safeclose.http.access import keep_access, kept_access
from safeclose.http.numeric_ids import numeric_id
from safeclose.records.prepared import Given, Prepared
from safeclose.records.transactions import before_commit
from workspace.identity.callers import user_of
from workspace.identity.models import User
from workspace.organizations.models import Membership, Organization
from workspace.organizations.rights import membership_of, rights_of

log = structlog.get_logger("workspace.access")


BY_TOKEN: Prepared[Membership] = Prepared(
    lambda: Membership.objects.active_of(Given("user_id", User._meta.pk)).filter(
        organization__clerk_org_id=Given("organization", Organization._meta.get_field("clerk_org_id"))
    )
)


@dataclass(frozen=True)
class OrganizationAccess:
    """The caller's active membership of the organization that the token names (InOrganization), or the path."""

    membership: Membership


class InOrganization(BasePermission):
    """The token names an organization, and its subject is an active member of it; else 401, as without a token.

    A view may say `needs`, as for OfOrganization.
    """

    def has_permission(self, request: Request, view: APIView) -> bool:
        """True or NotAuthenticated; raises Forbidden where the view needs what the caller's role lacks."""
        claims = request.auth
        found = membership_by_token(request)
        if found is None:
            if isinstance(claims, Claims):
                _log_refusal(request, claims)
            raise NotAuthenticated
        needs = getattr(view, "needs", ())
        rights_of(found).require(*needs)
        keep_access(request, OrganizationAccess(found))
        require_until_the_end(view, request, lambda: _require_again(found, needs))
        return True


class OfOrganization(BasePermission):
    """The path names an organization (`organization_id`), and the caller is an active member of it: else 404.

    A view says `needs = ("locations",)`: permission keys of which the caller's role must give one, else 403.
    The action decides it once more, under its lock; here it is decided before the body is looked at.
    """

    def has_permission(self, request: Request, view: APIView) -> bool:
        """True, or raises Invalid for an id that is no number, Unknown, Forbidden."""
        membership = membership_of(
            organization_id=numeric_id("organizationId", view.kwargs["organization_id"]),
            user_id=user_of(request).pk,
        )
        rights_of(membership).require(*getattr(view, "needs", ()))
        keep_access(request, OrganizationAccess(membership))
        return True


def require_until_the_end(view: APIView, request: Request, again: Callable[[], None]) -> None:
    """Call `again` just before the view's action commits: if it raises, nothing is written. So a right that was revoked
    while the request ran refuses it.
    """
    method = (request.method or "").lower()
    handler: Callable[..., Response] | None = getattr(view, method, None) if method in view.http_method_names else None
    if request.method in SAFE_METHODS or handler is None:
        return

    @wraps(handler)
    def handle(*args: object, **kwargs: object) -> Response:
        with before_commit(again):
            return handler(*args, **kwargs)

    setattr(view, method, handle)


def _require_again(membership: Membership, needs: tuple[str, ...]) -> None:
    """Locks the membership, so that whoever ends it waits for the commit."""
    rows = Membership.objects.active().filter(pk=membership.pk).select_related("organization", "role")
    now = rows.select_for_update(of=("self",), no_key=True).first()
    if now is None:
        raise NotAuthenticated
    rights_of(now).require(*needs)


def membership_by_token(request: Request) -> Membership | None:
    """The caller's active membership of the organization that the token names, with role and organization."""
    claims, user = request.auth, request.user
    if not (isinstance(claims, Claims) and isinstance(user, User) and claims.organization):
        return None
    return BY_TOKEN.one_or_none(user_id=user.pk, organization=claims.organization)


def _log_refusal(request: Request, claims: Claims) -> None:
    """Logs why a valid token gets 401. The answer does not say it."""
    named = claims.organization
    if not named:
        reason = "The token names no organization."
    elif not Organization.objects.filter(clerk_org_id=named).exists():
        reason = "No organization here has the Clerk id that the token names."
    else:
        reason = "The user is no active member of the organization that the token names."
    log.info("organization_refused", reason=reason, clerk_organization=named, user=request.user.pk)


def membership_in(request: Request) -> Membership:
    """The caller's membership, for routes with InOrganization or OfOrganization."""
    return kept_access(request, OrganizationAccess).membership


def organization_of(request: Request) -> Organization:
    """The organization of that membership, for the same routes."""
    return membership_in(request).organization
