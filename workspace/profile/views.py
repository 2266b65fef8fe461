"""`/v1/workspace/profile`."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from safeclose.http.views import read
from workspace.identity import actions
from workspace.identity.callers import actor_of, user_of
from workspace.organizations.active_organization.actions import active_organization_of
from workspace.organizations.members.own_viewset import OwnViewSet
from workspace.profile.serializers import Profile, ProfileChanges, profile


class Profiles(OwnViewSet):
    """The caller's own."""

    serializer_class = Profile

    def retrieve(self, request: Request) -> Response:
        """Who is signed in."""
        user = user_of(request)
        active = active_organization_of(user=user)
        return Response(profile(user, active.pk if active else None))

    @extend_schema(request=ProfileChanges)
    def partial_update(self, request: Request) -> Response:
        """Change one's own name. What Clerk says of it does not count from then on."""
        if "name" in (changes := read(ProfileChanges, request)):
            request.user = actions.rename(name=changes["name"], by=actor_of(request))
        return self.retrieve(request)
