"""`/v1/workspace/orgs` and `/v1/workspace/memberships`."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.mixins import ListModelMixin
from rest_framework.permissions import BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from safeclose.http.uploads import Form
from safeclose.http.views import reads, statuses
from safeclose.storage import files
from workspace.identity.callers import actor_of, user_of
from workspace.organizations import actions
from workspace.organizations.logo import png_of
from workspace.organizations.members.own_viewset import OwnViewSet
from workspace.organizations.models import Membership
from workspace.organizations.permissions import OfOrganization, membership_in, organization_of
from workspace.organizations.serializers import (
    BundleShape,
    MembershipShape,
    NewLogoShape,
    NewOrganizationShape,
    OrganizationChangesShape,
    OrganizationSettingsShape,
)
from workspace.signed_in import SignedInViewSet


@extend_schema_view(list=extend_schema(responses=MembershipShape(many=True)))
class Memberships(ListModelMixin, OwnViewSet):
    """The caller's active memberships, by the organizations' names: a bare array, without pages."""

    tag = "Profile"
    operations = {"list": "listMemberships"}
    ignores_unknown_parameters = ("list",)
    serializer_class = MembershipShape
    pagination_class = None

    def get_queryset(self) -> "QuerySet[Membership]":
        return Membership.objects.active_of(user_of(self.request)).shown().by_name()


class Organizations(SignedInViewSet):
    """Anyone may create one; members see theirs."""

    tag = "Organizations"
    operations = {"create": "createOrganization", "retrieve": "getOrganization"}
    ignores_unknown_parameters = ("retrieve",)
    numeric_ids = ("organization_id",)
    serializer_class = BundleShape

    def get_permissions(self) -> list[Any]:
        """Only what names an organization in its path needs a membership of it."""
        kind: type[BasePermission] = OfOrganization if "organization_id" in self.kwargs else IsAuthenticated
        return [kind()]

    @statuses(201)
    @reads(NewOrganizationShape)
    def create(self, request: Request, body: dict[str, str]) -> Response:
        """Create an organization: the caller owns it, and it becomes their active one."""
        return self._bundle(actions.create(by=actor_of(request), **body), status=201)

    # Not from the mixin: the row that is answered is the caller's membership, which the permission has found.
    def retrieve(self, request: Request, organization_id: str) -> Response:
        """The organization with its locations, roles and members, and what the caller is in it."""
        return self._bundle(membership_in(request))

    def _bundle(self, membership: Membership, status: int = 200) -> Response:
        return self.answer(Membership.objects.shown().get(pk=membership.pk), status=status)


class Settings(SignedInViewSet):
    """What an organization sets for itself; the brand needs `brand`, the rest `orgSettings`."""

    tag = "Organizations"
    operations = {"retrieve": "getOrganizationSettings", "partial_update": "updateOrganizationSettings"}
    permission_classes = (OfOrganization,)
    needs = ("orgSettings", "brand")
    numeric_ids = ("organization_id",)
    serializer_class = OrganizationSettingsShape

    # Not from the mixin: the permission has found the organization.
    def retrieve(self, request: Request, organization_id: str) -> Response:
        """The settings."""
        return self.answer(organization_of(request))

    @reads(OrganizationChangesShape)
    def partial_update(self, request: Request, organization_id: str, body: dict[str, Any]) -> Response:
        """Change settings; what the body does not name stays."""
        organization = actions.change_settings(
            organization_id=organization_of(request).pk, changes=body, by=actor_of(request)
        )
        return self.answer(organization)


class OrganizationLogos(SignedInViewSet):
    """The logo that letters and signing pages show."""

    tag = "Organizations"
    operations = {"update": "uploadLogo", "destroy": "deleteLogo"}
    permission_classes = (OfOrganization,)
    parser_classes = (Form,)
    needs = ("brand",)
    numeric_ids = ("organization_id",)
    serializer_class = OrganizationSettingsShape

    @reads(NewLogoShape)
    def update(self, request: Request, organization_id: str, body: dict[str, Any]) -> Response:
        """Upload a logo, in place of the one before and of the address in the settings."""
        return self._change(request, files.keep(png_of(body["file"].read())))

    @statuses(200)
    def destroy(self, request: Request, organization_id: str) -> Response:
        """Take the uploaded logo away."""
        return self._change(request, None)

    def _change(self, request: Request, sha256: str | None) -> Response:
        organization = organization_of(request)
        return self.answer(actions.change_logo(organization_id=organization.pk, sha256=sha256, by=actor_of(request)))
