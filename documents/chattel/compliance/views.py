"""`/v1/documents/:id/compliance`."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from documents.chattel.account_views import AccountViewSet, own_document
from documents.chattel.compliance.models import ComplianceEntry
from documents.chattel.compliance.serializers import ComplianceEntryAnswer, ComplianceEntryPage
from documents.chattel.register.former_owners import refuse_never_owned
from safeclose.http.pagination import listed, page
from safeclose.http.parameters import PAGED
from safeclose.refusals import Unknown
from workspace.identity.callers import user_of


class Compliance(AccountViewSet):
    """The log of outreach on one chattel document."""

    parameters = {"list": ("cursor", "limit")}
    serializer_class = ComplianceEntryPage

    @extend_schema(responses=ComplianceEntryPage, parameters=PAGED)
    def list(self, request: Request, document_id: str) -> Response:
        """Everything that was done, oldest first; also of a document that was deleted."""
        try:
            own_document(request, document_id)
        except Unknown:
            refuse_never_owned(user_of(request).pk, document_id)
        rows = ComplianceEntry.objects.filter(document_id=document_id)
        entries, cursor = page(rows, request, order=["number"])
        return Response(listed("entries", ComplianceEntryAnswer(entries, many=True).data, cursor))
