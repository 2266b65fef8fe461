"""`/v1/workspace/menu-core`."""

from rest_framework.request import Request
from rest_framework.response import Response

from workspace.identity.callers import user_of
from workspace.menu import parts
from workspace.menu.serializers import MenuCore
from workspace.organizations.active_organization.actions import active_organization_of
from workspace.organizations.active_organization.views import shown
from workspace.organizations.answers import memberships_of
from workspace.organizations.members.own_viewset import OwnViewSet
from workspace.profile.serializers import profile


class MenuCores(OwnViewSet):
    """One call in place of four."""

    serializer_class = MenuCore

    def retrieve(self, request: Request) -> Response:
        """Who is signed in, what they belong to, where they are active, and what they may sign."""
        user = user_of(request)
        active = active_organization_of(user=user)
        return Response(
            {
                "profile": profile(user, active.pk if active else None),
                "memberships": memberships_of(user),
                "activeOrganization": shown(active),
                "signing": parts.part("signing", user),
            }
        )
