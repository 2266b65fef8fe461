"""`/v1/documents/:id/loan`."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from documents.chattel.account_views import AccountViewSet, own_document, read_body
from documents.chattel.loans import actions
from documents.chattel.loans.serializers import LoanShape, columns
from documents.chattel.register.serializers import OneChattelDocument, shown_document
from workspace.identity.callers import actor_of


@extend_schema(parameters=[OpenApiParameter("document_id", str, OpenApiParameter.PATH)])
class Loans(AccountViewSet):
    """The one loan of a chattel document."""

    serializer_class = LoanShape

    @extend_schema(request=LoanShape, responses=OneChattelDocument)
    def update(self, request: Request, document_id: str) -> Response:
        """Attach a loan, or replace the one that is there."""
        document = own_document(request, document_id)
        given = columns(read_body(LoanShape, request))
        document = actions.put(owner_id=document.owner_id, document_id=document.id, columns=given, by=actor_of(request))
        return Response({"document": shown_document(document)})

    def destroy(self, request: Request, document_id: str) -> Response:
        """Remove the loan; 404 where there is none."""
        document = own_document(request, document_id)
        actions.remove(owner_id=document.owner_id, document_id=document.id, by=actor_of(request))
        return Response(status=204)
