"""`/v1/workspace/orgs/:id/members`: who belongs to an organization, and as what."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from safeclose.http.numeric_ids import numeric_id
from safeclose.http.pagination import listed, page
from safeclose.http.parameters import PAGED
from safeclose.http.views import read
from workspace.identity.callers import actor_of
from workspace.organizations.members import actions
from workspace.organizations.members.serializers import MemberAnswer, MemberChanges, MemberList, MemberResult, NewMember
from workspace.organizations.models import Membership
from workspace.organizations.parameters import ORGANIZATION_ID, id_in_path
from workspace.organizations.permissions import OfOrganization, organization_of
from workspace.organizations.queries import members_of
from workspace.signed_in import SignedInViewSet

MEMBER_ID = id_in_path("member_id")


@extend_schema(parameters=[ORGANIZATION_ID])
class Members(SignedInViewSet):
    """The members of one organization. Every member reads them."""

    permission_classes = (OfOrganization,)
    parameters = {"list": ("cursor", "limit")}
    queryset = Membership.objects.none()
    serializer_class = MemberResult
    lookup_url_kwarg = "member_id"

    @property
    def needs(self) -> tuple[str, ...]:
        """What the caller's role must give."""
        return () if self.action == "list" else ("members",)

    @extend_schema(responses=MemberList, parameters=PAGED)
    def list(self, request: Request, organization_id: str) -> Response:
        """Members, and who was invited, the longest there first."""
        members, cursor = page(members_of(organization_of(request)), request, order=["created_at", "id"])
        return Response(listed("members", MemberAnswer(members, many=True).data, cursor))

    @extend_schema(request=NewMember, responses={201: MemberResult})
    def create(self, request: Request, organization_id: str) -> Response:
        """Invite someone by e-mail. They are a member when they sign in with that address, verified."""
        member = actions.invite(
            organization_id=organization_of(request).pk, **read(NewMember, request), by=actor_of(request)
        )
        return Response({"member": MemberAnswer(member).data}, status=201)

    @extend_schema(request=MemberChanges, parameters=[MEMBER_ID])
    def partial_update(self, request: Request, organization_id: str, member_id: str) -> Response:
        """Give a member another role."""
        member = actions.change_role(
            organization_id=organization_of(request).pk,
            membership_id=numeric_id("memberId", member_id),
            role_slug=read(MemberChanges, request).get("role_slug"),
            by=actor_of(request),
        )
        return Response({"member": MemberAnswer(member).data})

    @extend_schema(parameters=[MEMBER_ID])
    def destroy(self, request: Request, organization_id: str, member_id: str) -> Response:
        """Remove a member, or withdraw an invitation."""
        actions.remove(
            organization_id=organization_of(request).pk,
            membership_id=numeric_id("memberId", member_id),
            by=actor_of(request),
        )
        return Response(status=204)
