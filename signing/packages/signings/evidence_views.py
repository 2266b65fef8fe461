"""`/v1/signing/manager/signings/:id/certificate` and `/evidence`: what a completed package leaves behind."""

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from signing.evidence.checkpoints.proofs import proof_or_conflict
from signing.evidence.checkpoints.serializers import ProofShape
from signing.evidence.sealed_files import seal_of, sealed_file
from signing.evidence.serializers import EvidenceBundleShape
from signing.packages.package.managed_viewset import InPackageViewSet


class SigningEvidence(InPackageViewSet):
    """Files about a package."""

    tag = "Packages"
    operations = {
        "certificate": "downloadPackageCertificate",
        "checkpoint": "getPackageCheckpoint",
        "evidence": "getPackageEvidence",
    }
    numeric_ids = ("signing_id",)
    serializer_class = ProofShape

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    def certificate(self, request: Request, signing_id: str) -> HttpResponse:
        """The certificate: who did what, when, made from the trail and nothing else."""
        seal = seal_of(self.signing.trail, subject="package")
        return sealed_file(request, seal, "certificate", title=self.signing.title)

    @extend_schema(responses={(200, "application/json"): EvidenceBundleShape})
    def evidence(self, request: Request, signing_id: str) -> HttpResponse:
        """The evidence bundle: everything a stranger needs to check the trail."""
        seal = seal_of(self.signing.trail, subject="package")
        return sealed_file(request, seal, "bundle", title=self.signing.title, label="evidence")

    def checkpoint(self, request: Request, signing_id: str) -> Response:
        """What the newest checkpoint of the organization says about the trail, with the way to its signed root."""
        return self.answer(proof_or_conflict(self.signing.trail_id))
