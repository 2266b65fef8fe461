"""Who may use the routes of signers."""

from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from safeclose.refusals import Unknown
from signing.packages.signers.linking import claim
from signing.packages.signers.models import PackageSigner
from workspace.identity.callers import user_of


class IsSigner(BasePermission):
    """Someone who is asked to sign in some package; for all others these routes don't exist."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """True, or raises Unknown."""
        user = user_of(request)
        claim(user)
        if not PackageSigner.objects.filter(user=user).exists():
            raise Unknown
        return True
