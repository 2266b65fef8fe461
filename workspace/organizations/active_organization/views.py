"""`/v1/workspace/active-org-id` and `/v1/workspace/active-org`."""

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from safeclose.http.views import reads
from workspace.identity.callers import actor_of, user_of
from workspace.organizations.active_organization import actions
from workspace.organizations.active_organization.serializers import (
    ActiveOrganizationIdShape,
    ActiveOrganizationShape,
    ChosenOrganizationShape,
    OrganizationChoiceShape,
)
from workspace.organizations.members.own_viewset import OwnViewSet
from workspace.organizations.permissions import membership_by_token

NULLABLE = {"oneOf": [{"$ref": "#/components/schemas/ActiveOrganization"}, {"type": "null"}]}


class ActiveOrganizationIds(OwnViewSet):
    """Only the id of the caller's active organization."""

    tag = "Profile"
    operations = {"retrieve": "getActiveOrganizationId", "update": "setActiveOrganization"}
    ignores_unknown_parameters = ("retrieve", "update")
    serializer_class = ActiveOrganizationIdShape
    shapes = {"update": ChosenOrganizationShape}

    # Not from the mixin: the path names no row, and a stale one is cleared.
    def retrieve(self, request: Request) -> Response:
        """The active organization's id. A stored one that is stale is cleared first."""
        active = actions.active_organization_of(user=user_of(request))
        return self.answer({"active_organization_id": active.pk if active else None})

    @reads(OrganizationChoiceShape)
    def update(self, request: Request, body: dict[str, int]) -> Response:
        """Make an organization active. In which one `/api` acts, the session token says: see the other two ids."""
        chosen = actions.choose(by=actor_of(request), **body)
        named = membership_by_token(request)
        return self.answer(
            {
                "active_organization_id": chosen.pk,
                "clerk_organization_id": chosen.clerk_org_id,
                "token_organization_id": named.organization_id if named else None,
            }
        )


class ActiveOrganizations(OwnViewSet):
    """The caller's active organization, with its name."""

    tag = "Profile"
    operations = {"retrieve": "getActiveOrganization"}
    serializer_class = ActiveOrganizationShape

    # Not from the mixin: the path names no row, and the answer can be null.
    @extend_schema(responses={200: NULLABLE})
    def retrieve(self, request: Request) -> HttpResponse:
        """The active organization, or null."""
        active = actions.active_organization_of(user=user_of(request))
        # Response(None) would have no body at all.
        return self.answer(active) if active else HttpResponse(b"null", content_type="application/json")
