"""`/v1/workspace/orgs/:id/roles`: what members may do."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from safeclose.http.numeric_ids import numeric_id
from safeclose.http.pagination import listed, page
from safeclose.http.parameters import PAGED
from safeclose.http.views import read
from workspace.identity.callers import actor_of
from workspace.organizations.models import Role
from workspace.organizations.parameters import ORGANIZATION_ID, id_in_path
from workspace.organizations.permissions import OfOrganization, organization_of
from workspace.organizations.queries import roles_of
from workspace.organizations.roles import actions
from workspace.organizations.roles.serializers import NewRole, RoleAnswer, RoleChanges, RoleList, RoleResult
from workspace.signed_in import SignedInViewSet

ROLE_ID = id_in_path("role_id")


@extend_schema(parameters=[ORGANIZATION_ID])
class Roles(SignedInViewSet):
    """The roles of one organization. Every member reads them."""

    permission_classes = (OfOrganization,)
    parameters = {"list": ("cursor", "limit")}
    queryset = Role.objects.none()
    serializer_class = RoleResult
    lookup_url_kwarg = "role_id"

    @property
    def needs(self) -> tuple[str, ...]:
        """What the caller's role must give."""
        return () if self.action == "list" else ("roles",)

    @extend_schema(responses=RoleList, parameters=PAGED)
    def list(self, request: Request, organization_id: str) -> Response:
        """The roles, by slug."""
        roles, cursor = page(roles_of(organization_of(request)), request, order=["slug", "id"])
        return Response(listed("roles", RoleAnswer(roles, many=True).data, cursor))

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
