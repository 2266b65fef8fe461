"""`/api/clickwrap/acceptances/:id/receipt`: for the organization."""

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action as route
from rest_framework.request import Request

from clickwrap.acceptances.models import Acceptance
from clickwrap.receipts.pdf import make_receipt
from safeclose.http.downloads import download
from safeclose.storage import files
from workspace.organizations.permissions import InOrganization, organization_of
from workspace.signed_in import SignedInViewSet


class Receipts(SignedInViewSet):
    """Proofs of single acceptances."""

    tag = "Agreements"
    operations = {"receipt": "downloadAcceptanceReceipt"}
    permission_classes = (InOrganization,)

    def get_queryset(self) -> "QuerySet[Acceptance]":
        return Acceptance.objects.shown().filter(organization=organization_of(self.request))

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    @route(detail=True)
    def receipt(self, request: Request, pk: str) -> HttpResponse:
        """Who accepted what, and when, as a PDF that shows the text and carries its exact bytes."""
        acceptance: Acceptance = self.get_object()
        pdf = make_receipt(acceptance)
        return download(request, pdf, sha256=files.sha256(pdf), name=f"receipt {acceptance.id}.pdf")
