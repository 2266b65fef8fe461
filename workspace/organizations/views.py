"""`/v1/workspace/orgs` and `/v1/workspace/memberships`."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from safeclose.http.views import read
from workspace.identity.callers import actor_of, user_of
from workspace.organizations import actions
from workspace.organizations.answers import bundle, memberships_of
from workspace.organizations.members.own_viewset import OwnViewSet
from workspace.organizations.models import Membership, Organization
from workspace.organizations.parameters import ORGANIZATION_ID
from workspace.organizations.permissions import OfOrganization, membership_in, organization_of
from workspace.organizations.serializers import (
    Bundle,
    MembershipAnswer,
    NewOrganization,
    OrganizationChanges,
    OrganizationSettings,
)
from workspace.signed_in import SignedInViewSet


class Memberships(OwnViewSet):
    """What the caller belongs to."""

    fixed = ("list",)
    queryset = Membership.objects.none()
    pagination_class = None

    @extend_schema(responses=MembershipAnswer(many=True))
    def list(self, request: Request) -> Response:
        """The active ones, by the organizations' names."""
        return Response(memberships_of(user_of(request)))


class Organizations(SignedInViewSet):
    """Anyone may found one; members see theirs."""

    fixed = ("retrieve",)
    queryset = Organization.objects.none()
    serializer_class = Bundle

    def get_permissions(self) -> list[Any]:
        """Only what names an organization in its path needs a membership of it."""
        kind: type[BasePermission] = OfOrganization if "organization_id" in self.kwargs else IsAuthenticated
        return [kind()]

    @extend_schema(request=NewOrganization, responses={201: Bundle})
    def create(self, request: Request) -> Response:
        """Found an organization: the caller owns it, and it becomes their active one."""
        membership = actions.create(**read(NewOrganization, request), by=actor_of(request))
        return Response(bundle(membership), status=201)

    @extend_schema(parameters=[ORGANIZATION_ID])
    def retrieve(self, request: Request, organization_id: str) -> Response:
        """The organization with its locations, roles and members, and what the caller is in it."""
        return Response(bundle(membership_in(request)))


@extend_schema(parameters=[ORGANIZATION_ID])
class Settings(SignedInViewSet):
    """What an organization sets for itself; the brand needs `brand`, the rest `orgSettings`."""

    permission_classes = (OfOrganization,)
    needs = ("orgSettings", "brand")
    queryset = Organization.objects.none()
    serializer_class = OrganizationSettings

    def retrieve(self, request: Request, organization_id: str) -> Response:
        """The settings."""
        return Response(OrganizationSettings(organization_of(request)).data)

    @extend_schema(request=OrganizationChanges)
    def partial_update(self, request: Request, organization_id: str) -> Response:
        """Change settings; what the body does not name stays."""
        organization = actions.change_settings(
            organization_id=organization_of(request).pk,
            changes=read(OrganizationChanges, request),
            by=actor_of(request),
        )
        return Response(OrganizationSettings(organization).data)
