"""`/v1/documents/:id/compliance`."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from documents.chattel.bodies import AccountViewSet, own_document
from documents.chattel.compliance.models import ComplianceEntry
from documents.chattel.compliance.serializers import ComplianceEntryAnswer, ComplianceEntryPage
from safeclose.api.pagination import listed, page


class Compliance(AccountViewSet):
    """The log of outreach on one chattel document."""

    serializer_class = ComplianceEntryPage

    @extend_schema(
        responses=ComplianceEntryPage, parameters=[OpenApiParameter("cursor"), OpenApiParameter("limit", int)]
    )
    def list(self, request: Request, document_id: str) -> Response:
        """Everything that was done, oldest first."""
        document = own_document(request, document_id)
        rows = ComplianceEntry.objects.filter(document_id=document.id)
        entries, cursor = page(rows, request, order=["number"])
        return Response(listed("entries", ComplianceEntryAnswer(entries, many=True).data, cursor))
