"""What the viewsets for signers share: the package, found before the body is read."""

from collections.abc import Collection
from typing import Any, ClassVar

from rest_framework.request import Request

from safeclose.actors import Actor
from safeclose.http import client_address
from safeclose.records.rows import found
from signing.packages.package.models import Signing
from signing.packages.queue import actions
from signing.packages.queue.permissions import IsSigner
from signing.packages.signers.models import PackageSigner
from workspace.identity.callers import user_agent_of, user_of
from workspace.signed_in import SignedInViewSet


class SignerViewSet(SignedInViewSet):
    """`self.signing` is the package that the path names, `self.signer` who the caller is in it.

    opening   methods that show the package: a GET of them by a signer who has not looked yet is recorded in its trail
    """

    permission_classes = (IsSigner,)
    opening: ClassVar[Collection[str]] = ()
    numeric_ids: ClassVar[Collection[str]] = ("signing_id",)
    signing: Signing
    signer: PackageSigner

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Raises Invalid for an id that is no number, Unknown for a package that the caller does not sign."""
        super().initial(request, *args, **kwargs)
        if "signing_id" not in kwargs:
            return
        user = user_of(request)
        self.signing = found(Signing.objects.for_signer(user.pk), id=self.number("signing_id"))
        self.signer = found(self.signing.signers.all(), user=user)
        if request.method == "GET" and self.action in self.opening:
            self._record_opening()

    def actor(self) -> Actor:
        return self.signer.acting(ip=client_address.of(self.request), user_agent=user_agent_of(self.request))

    def _record_opening(self) -> None:
        assert self.signer.user_id is not None
        if self.signing.status == Signing.Status.ACTIVE and self.signer.status == PackageSigner.Status.PENDING:
            actions.open_package(signing_id=self.signing.pk, user_id=self.signer.user_id, by=self.actor())
