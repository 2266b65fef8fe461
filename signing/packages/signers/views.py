"""`/v1/signing/manager/signings/:id/signers`."""

from typing import Any

from django.db.models import QuerySet
from rest_framework.decorators import action as route
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from safeclose.http.views import reads, statuses
from signing.ceremony.identification.serializers import DeliveryShape, FreshLinkShape
from signing.ceremony.links import signing_url
from signing.packages.package.managed_viewset import InPackageViewSet
from signing.packages.signers import actions, link_actions
from signing.packages.signers.models import PackageSigner
from signing.packages.signers.serializers import (
    NewPackageSignerShape,
    PackageSignerChangesShape,
    PackageSignerShape,
)
from workspace.identity.callers import actor_of


class PackageSigners(ListModelMixin, InPackageViewSet):
    """The signers of one package, in the order in which they were named."""

    tag = "Packages"
    operations = {
        "list": "listPackageSigners",
        "create": "addPackageSigner",
        "partial_update": "updatePackageSigner",
        "destroy": "removePackageSigner",
        "link": "renewPackageSignerLink",
    }
    serializer_class = PackageSignerShape
    listed_as = "signers"
    wrapped_as = "signer"
    ordering = ("id",)
    page_size = max_page_size = 500
    lookup_url_kwarg = "signer_id"
    numeric_ids = ("signing_id", "signer_id")

    def get_queryset(self) -> "QuerySet[PackageSigner]":
        rows: QuerySet[PackageSigner] = PackageSigner.objects.filter(signing=self.signing).shown()
        return rows

    @statuses(201)
    @reads(NewPackageSignerShape)
    def create(self, request: Request, signing_id: str, body: dict[str, Any]) -> Response:
        """Ask someone to sign."""
        signer = actions.add(signing_id=self.signing.pk, by=actor_of(request), **body)
        return self.answer(self.get_queryset().get(pk=signer.pk), status=201)

    @reads(PackageSignerChangesShape)
    def partial_update(self, request: Request, signing_id: str, signer_id: str, body: dict[str, Any]) -> Response:
        """Change a signer of a draft."""
        number = self.number("signer_id")
        actions.change(signing_id=self.signing.pk, signer_id=number, changes=body, by=actor_of(request))
        return self.answer(self.get_object())

    @route(detail=True, methods=["post"], serializer_class=FreshLinkShape, wrapped_as="")
    @statuses(200)
    @reads(DeliveryShape)
    def link(self, request: Request, signing_id: str, signer_id: str, body: dict[str, Any]) -> Response:
        """A fresh link for one signer of a package that was sent, by mail; the old ones are gone at once."""
        number = self.number("signer_id")
        token = link_actions.rotate_link(signing_id=self.signing.pk, signer_id=number, by=actor_of(request), **body)
        return self.answer({"url": signing_url(token) if token else None})

    def destroy(self, request: Request, signing_id: str, signer_id: str) -> Response:
        """Take a signer out of a draft; the others stay as they are."""
        actions.remove(signing_id=self.signing.pk, signer_id=self.number("signer_id"), by=actor_of(request))
        return Response(status=204)
