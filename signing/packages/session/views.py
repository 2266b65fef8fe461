"""`/v1/signing/session`, and `/me`, which is the same."""

from rest_framework.request import Request
from rest_framework.response import Response

from safeclose.refusals import Forbidden
from signing.packages.identities.access import ManagerAccess
from signing.packages.session.roles import Roles
from signing.packages.session.serializers import SessionShape
from signing.packages.signers.linking import claim
from signing.packages.signers.models import PackageSigner
from workspace.identity.callers import user_of
from workspace.signed_in import SignedInViewSet

MAX_SIGNERS = 100


class SessionView(SignedInViewSet):
    """Who the caller is in signing packages."""

    tag = "Signing by account"
    operations = {"show": "getSigningSession"}
    ignores_unknown_parameters = ("show",)
    serializer_class = SessionShape

    def show(self, request: Request) -> Response:
        """Manager, admin, signer, or several at once; 403 for who is none."""
        user = user_of(request)
        claim(user)
        access = ManagerAccess.of(user)
        own = PackageSigner.objects.filter(user=user)
        signers = list(own.beyond_draft().shown().order_by("-signing__updated_at", "-signing_id")[:MAX_SIGNERS])
        roles = Roles(access, is_signer=bool(signers) or own.exists())
        if not roles.resolved_roles:
            raise Forbidden("You are no manager, admin or signer.")
        return self.answer(roles, signers=signers, memberships=access.memberships)
