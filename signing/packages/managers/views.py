"""`/v1/workspace/orgs/:id/managers`: who manages packages where. It belongs to packages, so it stands here."""

from typing import Any

from django.db.models import QuerySet
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from safeclose.http.views import reads, statuses
from signing.packages.identities.models import ManagerMembership
from signing.packages.managers import actions
from signing.packages.managers.serializers import ManagerChangesShape, ManagerShape, NewManagerShape
from workspace.identity.callers import actor_of
from workspace.organizations.permissions import OfOrganization, organization_of
from workspace.signed_in import SignedInViewSet


class Managers(ListModelMixin, SignedInViewSet):
    """Who manages packages in one organization: a row for each place, in the order in which they were appointed."""

    tag = "Organizations"
    operations = {
        "list": "listManagers",
        "create": "appointManager",
        "partial_update": "updateManager",
        "destroy": "revokeManager",
    }
    permission_classes = (OfOrganization,)
    needs = (actions.NEEDS,)
    serializer_class = ManagerShape
    listed_as = "managers"
    wrapped_as = "manager"
    ordering = ("id",)
    lookup_url_kwarg = "manager_id"
    numeric_ids = ("organization_id", "manager_id")

    def get_queryset(self) -> "QuerySet[ManagerMembership]":
        """Those whose rights hold."""
        rows: QuerySet[ManagerMembership] = ManagerMembership.objects.sound()
        return rows.filter(organization__only=organization_of(self.request).pk).select_related("manager__user")

    @statuses(201)
    @reads(NewManagerShape)
    def create(self, request: Request, organization_id: str, body: dict[str, Any]) -> Response:
        """Appoint a member, for the whole organization or for one location. Nobody gives more than they hold."""
        row = actions.appoint(organization_id=organization_of(request).pk, by=actor_of(request), **body)
        return self.answer(row, status=201)

    @reads(ManagerChangesShape)
    def partial_update(self, request: Request, organization_id: str, manager_id: str, body: dict[str, Any]) -> Response:
        """Change what a manager may do; the place stays."""
        organization, number = organization_of(request), self.number("manager_id")
        row = actions.change(organization_id=organization.pk, manager_id=number, by=actor_of(request), **body)
        return self.answer(row)

    def destroy(self, request: Request, organization_id: str, manager_id: str) -> Response:
        """Take these rights away, at once."""
        organization, number = organization_of(request), self.number("manager_id")
        actions.revoke(organization_id=organization.pk, manager_id=number, by=actor_of(request))
        return Response(status=204)
