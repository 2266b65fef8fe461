"""`/v1/workspace/active-org-id` and `/v1/workspace/active-org`."""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from safeclose.http.views import read
from workspace.identity.callers import actor_of, user_of
from workspace.organizations.active_organization import actions
from workspace.organizations.active_organization.serializers import (
    ActiveOrganization,
    ActiveOrganizationId,
    Choice,
    ChosenOrganization,
)
from workspace.organizations.members.own_viewset import OwnViewSet
from workspace.organizations.models import Organization
from workspace.organizations.permissions import membership_by_token

NULLABLE = {"allOf": [{"$ref": "#/components/schemas/ActiveOrganization"}], "nullable": True}


class ActiveOrganizationIds(OwnViewSet):
    """The id alone."""

    fixed = ("retrieve", "update")
    serializer_class = ActiveOrganizationId

    def retrieve(self, request: Request) -> Response:
        """The active organization's id. A stored one that is stale is cleared first."""
        return Response(_id(actions.active_organization_of(user=user_of(request))))

    @extend_schema(request=Choice, responses=ChosenOrganization)
    def update(self, request: Request) -> Response:
        """Make an organization active. In which one `/api` acts, the session token says: see the other two ids."""
        chosen = actions.choose(**read(Choice, request), by=actor_of(request))
        named = membership_by_token(request)
        body = {
            "activeOrganizationId": chosen.pk,
            "clerkOrganizationId": chosen.clerk_org_id,
            "tokenOrganizationId": named and named.organization_id,
        }
        return Response(ChosenOrganization(body).data)


class ActiveOrganizations(OwnViewSet):
    """With its name."""

    serializer_class = ActiveOrganization

    @extend_schema(responses={200: NULLABLE})
    def retrieve(self, request: Request) -> HttpResponse:
        """The active organization, or null."""
        active = shown(actions.active_organization_of(user=user_of(request)))
        # Response(None) would have no body at all.
        return Response(active) if active else HttpResponse(b"null", content_type="application/json")


def shown(organization: Organization | None) -> Any:
    """`{"id", "name"}` or None."""
    return ActiveOrganization(organization).data if organization else None


def _id(organization: Organization | None) -> dict[str, str | None]:
    return {"activeOrganizationId": str(organization.pk) if organization else None}
