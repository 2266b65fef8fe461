"""The base of viewsets for what is the caller's own; open invitations are claimed first."""

from typing import Any

from rest_framework.request import Request

from workspace.identity.callers import user_of
from workspace.organizations.members import actions
from workspace.organizations.members.steps import invitations_of
from workspace.signed_in import SignedInViewSet


class OwnViewSet(SignedInViewSet):
    """Claims the caller's open invitations before each request: who was a user already when they were invited has no
    first sign-in that would do it.
    """

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        user = user_of(request)
        if invitations_of(user).exists():
            actions.claim(by=user.acting())
