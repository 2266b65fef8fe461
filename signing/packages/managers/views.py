"""`/v1/workspace/orgs/:id/managers`: who manages packages where. It belongs to packages, so it stands here."""

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from safeclose.http.numeric_ids import numeric_id
from safeclose.http.pagination import listed, page
from safeclose.http.views import read
from signing.packages.identities.models import ManagerMembership
from signing.packages.managers import actions
from signing.packages.managers.serializers import (
    ManagerChanges,
    ManagerList,
    ManagerResult,
    NewManager,
    shown_manager,
)
from workspace.identity.callers import actor_of
from workspace.organizations.parameters import ORGANIZATION_ID, id_in_path
from workspace.organizations.permissions import OfOrganization, organization_of
from workspace.signed_in import SignedInViewSet

MANAGER_ID = id_in_path("manager_id")
LIST_PARAMETERS = [OpenApiParameter("cursor"), OpenApiParameter("limit", int)]


@extend_schema(parameters=[ORGANIZATION_ID])
class Managers(SignedInViewSet):
    """The managers of one organization: a row for each place at which someone manages."""

    permission_classes = (OfOrganization,)
    needs = (actions.NEEDS,)
    parameters = {"list": ("cursor", "limit")}
    queryset = ManagerMembership.objects.none()
    serializer_class = ManagerResult
    lookup_url_kwarg = "manager_id"

    @extend_schema(responses=ManagerList, parameters=LIST_PARAMETERS)
    def list(self, request: Request, organization_id: str) -> Response:
        """Those whose rights hold, in the order in which they were appointed."""
        managers, cursor = page(_rows(request), request, order=["id"])
        return Response(listed("managers", [shown_manager(row) for row in managers], cursor))

    @extend_schema(request=NewManager, responses={201: ManagerResult})
    def create(self, request: Request, organization_id: str) -> Response:
        """Appoint a member, for the whole organization or for one location. Nobody gives more than they hold."""
        body = read(NewManager, request)
        row = actions.appoint(
            organization_id=organization_of(request).pk,
            user_id=body.get("user_id"),
            email=body.get("email"),
            location_id=body.get("location_id"),
            tiers=body.get("tiers", {}),
            vault=body.get("vault", {}),
            by=actor_of(request),
        )
        return Response({"manager": shown_manager(row)}, status=201)

    @extend_schema(request=ManagerChanges, parameters=[MANAGER_ID])
    def partial_update(self, request: Request, organization_id: str, manager_id: str) -> Response:
        """Change what a manager may do; the place stays."""
        body = read(ManagerChanges, request)
        row = actions.change(
            organization_id=organization_of(request).pk,
            manager_id=numeric_id("managerId", manager_id),
            tiers=body.get("tiers", {}),
            vault=body.get("vault", {}),
            by=actor_of(request),
        )
        return Response({"manager": shown_manager(row)})

    @extend_schema(parameters=[MANAGER_ID])
    def destroy(self, request: Request, organization_id: str, manager_id: str) -> Response:
        """Take these rights away, at once."""
        actions.revoke(
            organization_id=organization_of(request).pk,
            manager_id=numeric_id("managerId", manager_id),
            by=actor_of(request),
        )
        return Response(status=204)


def _rows(request: Request) -> "QuerySet[ManagerMembership]":
    rows: QuerySet[ManagerMembership] = ManagerMembership.objects.sound()
    return rows.filter(organization=organization_of(request)).select_related("manager__user")
