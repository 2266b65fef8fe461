"""`/v1/documents/:id/loan`."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from documents.chattel.account_views import OneDocumentViewSet
from documents.chattel.loans import actions
from documents.chattel.loans.serializers import NewLoanShape, columns
from documents.chattel.register.serializers import ChattelDocumentShape
from safeclose.http.views import reads
from workspace.identity.callers import actor_of


class Loans(OneDocumentViewSet):
    """The one loan of a chattel document."""

    tag = "Chattel documents"
    operations = {"update": "setLoan", "destroy": "deleteLoan"}
    serializer_class = ChattelDocumentShape
    wrapped_as = "document"

    @reads(NewLoanShape)
    def update(self, request: Request, document_id: str, body: dict[str, Any]) -> Response:
        """Attach a loan, or replace the one that is there."""
        document = actions.put(
            owner_id=self.document.owner_id,
            document_id=self.document.id,
            columns=columns(body),
            by=actor_of(request),
        )
        return self.answer(document)

    def destroy(self, request: Request, document_id: str) -> Response:
        """Remove the loan; 404 where there is none."""
        actions.remove(owner_id=self.document.owner_id, document_id=self.document.id, by=actor_of(request))
        return Response(status=204)
