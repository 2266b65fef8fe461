"""Clerk's session tokens as Django users."""

from typing import Any

import structlog
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated
from rest_framework.request import Request

from safeclose.gateways import clerk
from safeclose.records.prepared import Given, Prepared
from workspace.identity import actions
from workspace.identity.models import User

log = structlog.get_logger("workspace.identity")

KNOWN: Prepared[User] = Prepared(
    lambda: User.objects.filter(clerk_user_id=Given("subject", User._meta.get_field("clerk_user_id"))).select_related(
        "active_organization"
    )
)
MISSING = "Missing Authorization Bearer token."
INVALID = "Invalid or expired token."


class ClerkAuthentication(BaseAuthentication):
    """`request.user` is the token's subject, `request.auth` its verified claims (clerk.Claims)."""

    def authenticate(self, request: Request) -> tuple[User, clerk.Claims]:
        """Raises NotAuthenticated without a bearer token, AuthenticationFailed with a bad one."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise NotAuthenticated(MISSING)
        try:
            claims = clerk.verify(token.strip())
        except clerk.InvalidToken as error:
            log.info("token_refused", reason=error.reason, sentence=str(error))
            raise AuthenticationFailed(INVALID) from error
        user = KNOWN.one_or_none(subject=claims.subject) or actions.first_seen(clerk_user_id=claims.subject)
        if not user.is_active:
            log.info("token_refused", reason="user", sentence="The account is closed.", user=user.pk)
            raise AuthenticationFailed(INVALID)
        active = user.active_organization
        named = claims.organization or (active and active.clerk_org_id)
        structlog.contextvars.bind_contextvars(user=user.pk, organization=named)
        return user, claims

    def authenticate_header(self, request: Request) -> str:
        """Needed for DRF to answer 401; without it, it answers 403."""
        return "Bearer"


class ClerkScheme(OpenApiAuthenticationExtension):
    target_class = ClerkAuthentication
    name = "clerk"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "A Clerk session token."}
