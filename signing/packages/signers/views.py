"""`/v1/signing/manager/signings/:id/signers`."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from safeclose.http.numeric_ids import numeric_id
from safeclose.http.pagination import listed, page
from safeclose.http.parameters import PAGED
from safeclose.http.views import read
from signing.packages.package.permissions import MODULES, SIGNING_ID, managed_signing
from signing.packages.permissions import ManagesSomewhere
from signing.packages.signers import actions
from signing.packages.signers.models import PackageSigner
from signing.packages.signers.serializers import (
    NewPackageSigner,
    OnePackageSigner,
    PackageSignerChanges,
    PackageSignerList,
    shown_signer,
)
from workspace.identity.callers import actor_of
from workspace.organizations.parameters import id_in_path
from workspace.signed_in import SignedInViewSet

CAP = 500
SIGNER_ID = id_in_path("signer_id")


@extend_schema(parameters=[SIGNING_ID])
class PackageSigners(SignedInViewSet):
    """The signers of one package."""

    parameters = {"list": ("cursor", "limit")}
    permission_classes = (ManagesSomewhere,)
    modules = MODULES
    queryset = PackageSigner.objects.none()
    serializer_class = OnePackageSigner
    lookup_url_kwarg = "signer_id"
    lookup_value_regex = "[^/]+"

    @extend_schema(responses=PackageSignerList, parameters=PAGED)
    def list(self, request: Request, signing_id: str) -> Response:
        """The signers, in the order in which they were named."""
        signing = managed_signing(request, signing_id)
        rows = PackageSigner.objects.filter(signing=signing).shown()
        signers, cursor = page(rows, request, order=["id"], cap=CAP)
        return Response(listed("signers", [shown_signer(signer) for signer in signers], cursor))

    @extend_schema(request=NewPackageSigner, responses={201: OnePackageSigner})
    def create(self, request: Request, signing_id: str) -> Response:
        """Ask someone to sign."""
        signing = managed_signing(request, signing_id)
        body = read(NewPackageSigner, request)
        signer = actions.add(
            signing_id=signing.pk,
            name=body["name"],
            email=body["email"],
            phone=body.get("phone"),
            document_ids=body.get("documentIds", []),
            by=actor_of(request),
        )
        return Response(_one(signer), status=201)

    @extend_schema(request=PackageSignerChanges, parameters=[SIGNER_ID])
    def partial_update(self, request: Request, signing_id: str, signer_id: str) -> Response:
        """Change a signer of a draft."""
        signing, number = managed_signing(request, signing_id), numeric_id("signerId", signer_id)
        changes = read(PackageSignerChanges, request)
        signer = actions.change(signing_id=signing.pk, signer_id=number, changes=changes, by=actor_of(request))
        return Response(_one(signer))

    @extend_schema(parameters=[SIGNER_ID])
    def destroy(self, request: Request, signing_id: str, signer_id: str) -> Response:
        """Take a signer out of a draft; the others stay as they are."""
        signing = managed_signing(request, signing_id)
        number = numeric_id("signerId", signer_id)
        actions.remove(signing_id=signing.pk, signer_id=number, by=actor_of(request))
        return Response(status=204)


def _one(signer: PackageSigner) -> dict[str, Any]:
    return {"signer": shown_signer(PackageSigner.objects.shown().get(pk=signer.pk))}
