"""`/v1/documents`."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action as route
from rest_framework.request import Request
from rest_framework.response import Response

from documents.chattel.account_views import AccountViewSet, own, own_document, read_body
from documents.chattel.loans.models import Loan
from documents.chattel.loans.serializers import columns
from documents.chattel.register import actions
from documents.chattel.register.serializers import (
    ChattelDocumentChanges,
    ChattelDocumentList,
    ChattelStats,
    ChattelTypeList,
    NewChattelDocument,
    OneChattelDocument,
    shown_document,
)
from documents.chattel.register.types import TYPES
from safeclose.http.pagination import listed, page, portion
from safeclose.http.parameters import PAGED
from safeclose.http.views import choice
from workspace.identity.callers import actor_of, user_of

FILTERS = [
    OpenApiParameter("status", enum=Loan.Status.values, description="Of the loan."),
    *PAGED,
]
COLUMNS = {"title": "title", "description": "description", "chattelType": "chattel_type"}


class ChattelDocuments(AccountViewSet):
    """Records of movable collateral, of the caller's account."""

    parameters = {"list": ("status", "cursor", "limit"), "chattel_types": ("cursor", "limit")}
    fixed = ("list", "create", "partial_update", "destroy", "stats")
    serializer_class = OneChattelDocument
    lookup_url_kwarg = "document_id"
    lookup_value_regex = "[^/]+"

    @extend_schema(responses=ChattelDocumentList, parameters=FILTERS)
    def list(self, request: Request) -> Response:
        """All of them, or those with a loan of that status, the one that was changed last first."""
        rows = own(request).shown()
        if status := choice(request, "status", Loan.Status.values):
            rows = rows.filter(loan__status=status)
        documents, cursor = page(rows, request, order=["-updated_at", "-id"], whole=True)
        return Response(listed("documents", [shown_document(document) for document in documents], cursor))

    @extend_schema(request=NewChattelDocument, responses={201: OneChattelDocument})
    def create(self, request: Request) -> Response:
        """Make a record, with a loan or without."""
        body = read_body(NewChattelDocument, request)
        document = actions.create(
            owner_id=user_of(request).pk,
            title=body["title"],
            description=body["description"],
            chattel_type=body["chattelType"],
            loan=columns(body["loan"]) if body["loan"] else None,
            by=actor_of(request),
        )
        return Response({"document": shown_document(document)}, status=201)

    def retrieve(self, request: Request, document_id: str) -> Response:
        """One record."""
        return Response({"document": shown_document(own_document(request, document_id))})

    @extend_schema(request=ChattelDocumentChanges)
    def partial_update(self, request: Request, document_id: str) -> Response:
        """Change the title, the description, the type; never the loan."""
        document = own_document(request, document_id)
        body = read_body(ChattelDocumentChanges, request)
        changes = {COLUMNS[name]: value for name, value in body.items()}
        actions.change(owner_id=document.owner_id, document_id=document.id, changes=changes, by=actor_of(request))
        return self.retrieve(request, document_id)

    def destroy(self, request: Request, document_id: str) -> Response:
        """Remove a record, and all but the log of outreach with it; not while it is part of an active signing."""
        document = own_document(request, document_id)
        actions.delete(owner_id=document.owner_id, document_id=document.id, by=actor_of(request))
        return Response(status=204)

    @extend_schema(responses=ChattelStats)
    @route(detail=False)
    def stats(self, request: Request) -> Response:
        """How many there are, with a loan, and with one that is behind."""
        counted = own(request).counted()
        return Response({"total": counted["total"], "withLoan": counted["with_loan"], "behind": counted["behind"]})

    @extend_schema(responses=ChattelTypeList, parameters=PAGED)
    @route(detail=False, url_path="chattel-types")
    def chattel_types(self, request: Request) -> Response:
        """The kinds of collateral."""
        found, cursor = portion(list(TYPES), request, key=str)
        return Response(listed("chattelTypes", [{"id": key, **TYPES[key]._asdict()} for key in found], cursor))
