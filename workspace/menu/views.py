"""`/v1/workspace/menu-core`."""

from rest_framework.request import Request
from rest_framework.response import Response

from workspace.identity.callers import user_of
from workspace.menu import parts
from workspace.menu.serializers import MenuCoreShape
from workspace.organizations.active_organization.actions import active_organization_of
from workspace.organizations.members.own_viewset import OwnViewSet
from workspace.organizations.models import Membership


class MenuCores(OwnViewSet):
    """One call in place of four."""

    tag = "Profile"
    operations = {"retrieve": "getMenu"}
    serializer_class = MenuCoreShape

    # Not from the mixin: the answer is put together from several tables.
    def retrieve(self, request: Request) -> Response:
        """Who is signed in, what they belong to, where they are active, and what they may sign."""
        user = user_of(request)
        active = active_organization_of(user=user)
        core = {
            "profile": user,
            "memberships": Membership.objects.active_of(user).shown().by_name(),
            "active_organization": active,
            "signing": parts.part("signing", user),
        }
        return self.answer(core, active_organization=active)
