"""`/v1/workspace/profile`."""

from rest_framework.request import Request
from rest_framework.response import Response

from workspace.identity.serializers import Profile, profile
from workspace.organizations.access import user_of
from workspace.organizations.active.actions import settled
from workspace.organizations.members.arrival import OwnViewSet


class Profiles(OwnViewSet):
    """The caller's own."""

    serializer_class = Profile

    def retrieve(self, request: Request) -> Response:
        """Who is signed in."""
        user = user_of(request)
        active = settled(user=user)
        return Response(profile(user, active.pk if active else None))
