"""`/v1/workspace/profile`."""

from rest_framework.request import Request
from rest_framework.response import Response

from safeclose.http.views import reads
from workspace.accounts import actions
from workspace.identity.callers import actor_of, user_of
from workspace.identity.models import User
from workspace.organizations.active_organization.actions import active_organization_of
from workspace.organizations.members.own_viewset import OwnViewSet
from workspace.profile.serializers import ProfileChangesShape, ProfileShape


class Profiles(OwnViewSet):
    """The caller's own profile."""

    tag = "Profile"
    operations = {"retrieve": "getProfile", "partial_update": "updateProfile"}
    serializer_class = ProfileShape

    # Not from the mixin: the row is the caller, not one that the path names.
    def retrieve(self, request: Request) -> Response:
        """Who is signed in."""
        return self._profile(user_of(request))

    @reads(ProfileChangesShape)
    def partial_update(self, request: Request, body: dict[str, str]) -> Response:
        """Change one's own name. What Clerk says of it does not count from then on."""
        return self._profile(actions.rename(by=actor_of(request), **body) if body else user_of(request))

    def _profile(self, user: User) -> Response:
        return self.answer(user, active_organization=active_organization_of(user=user))
