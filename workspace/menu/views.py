"""`/v1/workspace/menu-core`."""

from rest_framework.request import Request
from rest_framework.response import Response

from workspace.identity.serializers import profile
from workspace.menu import parts
from workspace.menu.serializers import MenuCore
from workspace.organizations.access import user_of
from workspace.organizations.active.actions import settled
from workspace.organizations.active.views import shown
from workspace.organizations.members.arrival import OwnViewSet
from workspace.organizations.reading import memberships_of


class MenuCores(OwnViewSet):
    """One call in place of four."""

    serializer_class = MenuCore

    def retrieve(self, request: Request) -> Response:
        """Who is signed in, what they belong to, where they are active, and what they may sign."""
        user = user_of(request)
        active = settled(user=user)
        return Response(
            {
                "profile": profile(user, active.pk if active else None),
                "memberships": memberships_of(user),
                "activeOrganization": shown(active),
                "signing": parts.part("signing", user),
            }
        )
