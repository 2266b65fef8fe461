"""`/v1/workspace/orgs/:id/members`: who belongs to an organization, and as what."""

from django.db.models import QuerySet
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from safeclose.http.views import reads, statuses
from workspace.identity.callers import actor_of
from workspace.organizations.members import actions
from workspace.organizations.members.serializers import MemberChangesShape, MemberShape, NewMemberShape
from workspace.organizations.models import Membership
from workspace.organizations.permissions import OfOrganization, organization_of
from workspace.signed_in import SignedInViewSet


class Members(ListModelMixin, SignedInViewSet):
    """The members of one organization, and who was invited, the longest there first. Every member reads them."""

    tag = "Organizations"
    operations = {
        "list": "listMembers",
        "create": "inviteMember",
        "partial_update": "updateMember",
        "destroy": "removeMember",
    }
    permission_classes = (OfOrganization,)
    numeric_ids = ("organization_id", "member_id")
    serializer_class = MemberShape
    lookup_url_kwarg = "member_id"
    listed_as = "members"
    wrapped_as = "member"
    ordering = ("created_at", "id")

    @property
    def needs(self) -> tuple[str, ...]:
        """What the caller's role must give."""
        return () if self.action == "list" else ("members",)

    def get_queryset(self) -> "QuerySet[Membership]":
        return Membership.objects.of(organization_of(self.request)).present_with_users()

    @statuses(201)
    @reads(NewMemberShape)
    def create(self, request: Request, organization_id: str, body: dict[str, str]) -> Response:
        """Invite someone by e-mail. They are a member when they sign in with that address, verified."""
        member = actions.invite(organization_id=organization_of(request).pk, by=actor_of(request), **body)
        return self.answer(member, status=201)

    @reads(MemberChangesShape)
    def partial_update(self, request: Request, organization_id: str, member_id: str, body: dict[str, str]) -> Response:
        """Give a member another role."""
        member = actions.change_role(
            organization_id=organization_of(request).pk,
            membership_id=self.number("member_id"),
            by=actor_of(request),
            **body,
        )
        return self.answer(member)

    def destroy(self, request: Request, organization_id: str, member_id: str) -> Response:
        """Remove a member, or withdraw an invitation."""
        actions.remove(
            organization_id=organization_of(request).pk, membership_id=self.number("member_id"), by=actor_of(request)
        )
        return Response(status=204)
