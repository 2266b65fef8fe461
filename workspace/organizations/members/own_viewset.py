"""What is the caller's own: read after they have claimed what waits for them."""

from typing import Any

from rest_framework.request import Request

from workspace.identity.callers import user_of
from workspace.organizations.members import actions
from workspace.organizations.members.transitions import invitations_of
from workspace.signed_in import SignedInViewSet


class OwnViewSet(SignedInViewSet):
    """Who was invited while they were a user already has no first sign-in ahead: their next request here counts."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """After the caller is known, and before the handler runs."""
        super().initial(request, *args, **kwargs)
        user = user_of(request)
        if invitations_of(user).exists():
            actions.claim(user_id=user.pk)
