"""`/v1/workspace/orgs/:id/roles`: what members may do."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from safeclose.api.views import read
from workspace.fields import numeric_id
from workspace.organizations.access import OfOrganization, actor_of, organization_of
from workspace.organizations.models import Role
from workspace.organizations.parameters import ORGANIZATION_ID, id_in_path
from workspace.organizations.roles import actions
from workspace.organizations.roles.serializers import NewRole, RoleAnswer, RoleChanges, RoleResult
from workspace.signed_in import SignedInViewSet

ROLE_ID = id_in_path("role_id")


@extend_schema(parameters=[ORGANIZATION_ID])
class Roles(SignedInViewSet):
    """The roles of one organization; they are read with it."""

    permission_classes = (OfOrganization,)
    needs = ("roles",)
    queryset = Role.objects.none()
    serializer_class = RoleResult
    lookup_url_kwarg = "role_id"

    @extend_schema(request=NewRole, responses={201: RoleResult})
    def create(self, request: Request, organization_id: str) -> Response:
        """Add a role."""
        role = actions.create(
            organization_id=organization_of(request).pk, **read(NewRole, request), by=actor_of(request)
        )
        return Response({"role": RoleAnswer(role).data}, status=201)

    @extend_schema(request=RoleChanges, parameters=[ROLE_ID])
    def partial_update(self, request: Request, organization_id: str, role_id: str) -> Response:
        """Change a role."""
        role = actions.change(
            organization_id=organization_of(request).pk,
            role_id=numeric_id("roleId", role_id),
            changes=read(RoleChanges, request),
            by=actor_of(request),
        )
        return Response({"role": RoleAnswer(role).data})

    @extend_schema(parameters=[ROLE_ID])
    def destroy(self, request: Request, organization_id: str, role_id: str) -> Response:
        """Remove a role that no one has."""
        actions.delete(
            organization_id=organization_of(request).pk,
            role_id=numeric_id("roleId", role_id),
            by=actor_of(request),
        )
        return Response(status=204)
