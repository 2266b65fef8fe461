"""`/v1/signing/manager/signings/:id/certificate` and `/evidence`: what a completed package leaves behind."""

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from safeclose.http.downloads import download
from safeclose.storage import files
from signing.evidence.checkpoints.serializers import ProofAnswer
from signing.evidence.checkpoints.views import proof_answer
from signing.packages.permissions import ManagesSomewhere
from signing.packages.signings.models import Signing
from signing.packages.signings.seals import seal_of
from signing.packages.signings.views import MODULES, SIGNING_ID, managed_signing
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
        digest = seal_of(signing).certificate_sha256
        name = f"{signing.title} (certificate).pdf"
        return download(request, files.read(digest), sha256=digest, name=name)

    @extend_schema(responses={(200, "application/json"): OpenApiTypes.OBJECT}, parameters=[SIGNING_ID])
    def evidence(self, request: Request, signing_id: str) -> HttpResponse:
        """The evidence bundle: everything a stranger needs to check the trail."""
        signing = managed_signing(request, signing_id)
        digest, name = seal_of(signing).bundle_sha256, f"{signing.title} (evidence).json"
        return download(request, files.read(digest), sha256=digest, name=name, content_type="application/json")

    @extend_schema(responses=ProofAnswer, parameters=[SIGNING_ID])
    def checkpoint(self, request: Request, signing_id: str) -> Response:
        """What the newest checkpoint of the organization says about the trail, with the way to its signed root."""
        return proof_answer(managed_signing(request, signing_id).trail_id)
