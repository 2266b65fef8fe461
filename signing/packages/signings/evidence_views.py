"""`/v1/signing/manager/signings/:id/certificate` and `/evidence`: what a completed package leaves behind."""

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from signing.evidence.checkpoints.proofs import proof_or_conflict
from signing.evidence.checkpoints.serializers import ProofShape
from signing.evidence.sealed_files import seal_of, sealed_file
from signing.packages.package.models import Signing
from signing.packages.package.permissions import MODULES, SIGNING_ID, managed_signing
from signing.packages.permissions import ManagesSomewhere
from workspace.signed_in import SignedInViewSet


class SigningEvidence(SignedInViewSet):
    """Files about a package."""

    permission_classes = (ManagesSomewhere,)
    modules = MODULES
    queryset = Signing.objects.none()

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY}, parameters=[SIGNING_ID])
    def certificate(self, request: Request, signing_id: str) -> HttpResponse:
        """The certificate: who did what, when, made from the trail and nothing else."""
        signing = managed_signing(request, signing_id)
        seal = seal_of(signing.trail, subject="package")
        return sealed_file(request, seal, "certificate", title=signing.title)

    @extend_schema(responses={(200, "application/json"): OpenApiTypes.OBJECT}, parameters=[SIGNING_ID])
    def evidence(self, request: Request, signing_id: str) -> HttpResponse:
        """The evidence bundle: everything a stranger needs to check the trail."""
        signing = managed_signing(request, signing_id)
        seal = seal_of(signing.trail, subject="package")
        return sealed_file(request, seal, "bundle", title=signing.title, label="evidence")

    @extend_schema(responses=ProofShape, parameters=[SIGNING_ID])
    def checkpoint(self, request: Request, signing_id: str) -> Response:
        """What the newest checkpoint of the organization says about the trail, with the way to its signed root."""
        return Response(ProofShape(proof_or_conflict(managed_signing(request, signing_id).trail_id)).data)
