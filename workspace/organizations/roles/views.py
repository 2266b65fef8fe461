"""`/v1/workspace/orgs/:id/roles`: what members may do."""

from typing import Any

from django.db.models import QuerySet
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from safeclose.http.views import reads, statuses
from workspace.identity.callers import actor_of
from workspace.organizations.models import Role
from workspace.organizations.permissions import OfOrganization, organization_of
from workspace.organizations.roles import actions
from workspace.organizations.roles.serializers import NewRoleShape, RoleChangesShape, RoleShape
from workspace.signed_in import SignedInViewSet


class Roles(ListModelMixin, SignedInViewSet):
    """The roles of one organization, by slug. Every member reads them."""

    tag = "Organizations"
    operations = {
        "list": "listRoles",
        "create": "createRole",
        "partial_update": "updateRole",
        "destroy": "deleteRole",
    }
    permission_classes = (OfOrganization,)
    numeric_ids = ("organization_id", "role_id")
    serializer_class = RoleShape
    lookup_url_kwarg = "role_id"
    listed_as = "roles"
    wrapped_as = "role"
    ordering = ("slug", "id")

    @property
    def needs(self) -> tuple[str, ...]:
        """What the caller's role must give."""
        return () if self.action == "list" else ("roles",)

    def get_queryset(self) -> "QuerySet[Role]":
        return organization_of(self.request).roles.all()

    @statuses(201)
    @reads(NewRoleShape)
    def create(self, request: Request, organization_id: str, body: dict[str, Any]) -> Response:
        """Add a role."""
        role = actions.create(organization_id=organization_of(request).pk, by=actor_of(request), **body)
        return self.answer(role, status=201)

    @reads(RoleChangesShape)
    def partial_update(self, request: Request, organization_id: str, role_id: str, body: dict[str, Any]) -> Response:
        """Change a role."""
        role = actions.change(
            organization_id=organization_of(request).pk,
            role_id=self.number("role_id"),
            changes=body,
            by=actor_of(request),
        )
        return self.answer(role)

    def destroy(self, request: Request, organization_id: str, role_id: str) -> Response:
        """Delete a role that no one has."""
        actions.delete(
            organization_id=organization_of(request).pk, role_id=self.number("role_id"), by=actor_of(request)
        )
        return Response(status=204)
