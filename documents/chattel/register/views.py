"""`/v1/documents`."""

from typing import Any

from django.db.models import QuerySet
from rest_framework.decorators import action as route
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from documents.chattel.account_views import OneDocumentViewSet
from documents.chattel.loans.serializers import columns
from documents.chattel.register import actions
from documents.chattel.register.models import ChattelDocument
from documents.chattel.register.serializers import (
    ChattelDocumentChangesShape,
    ChattelDocumentShape,
    ChattelQueryShape,
    ChattelStatsShape,
    ChattelTypeShape,
    NewChattelDocumentShape,
)
from documents.chattel.register.types import TYPES
from safeclose.http.views import reads, statuses
from workspace.identity.callers import actor_of, user_of


class ChattelDocuments(ListModelMixin, OneDocumentViewSet):
    """Records of movable collateral, of the caller's account: all of them, or those with a loan of a status, the one
    that was changed last first."""

    tag = "Chattel documents"
    operations = {
        "list": "listChattelDocuments",
        "create": "createChattelDocument",
        "retrieve": "getChattelDocument",
        "partial_update": "updateChattelDocument",
        "destroy": "deleteChattelDocument",
        "chattel_types": "listChattelTypes",
        "stats": "getChattelStats",
    }
    queries = {"list": ChattelQueryShape}
    ignores_unknown_parameters = ("list", "create", "partial_update", "destroy", "stats")
    serializer_class = ChattelDocumentShape
    listed_as = "documents"
    wrapped_as = "document"
    ordering = ("-updated_at", "-id")
    page_size = None
    lookup_url_kwarg = "document_id"

    def get_queryset(self) -> "QuerySet[ChattelDocument]":
        status = self.query.get("status") if self.action == "list" else None
        return self.own_documents().filter(loan__status=status) if status else self.own_documents()

    @statuses(201)
    @reads(NewChattelDocumentShape)
    def create(self, request: Request, body: dict[str, Any]) -> Response:
        """Make a record, with a loan or without."""
        loan = body.pop("loan")
        document = actions.create(
            owner_id=user_of(request).pk, loan=columns(loan) if loan else None, by=actor_of(request), **body
        )
        return self.answer(document, status=201)

    # Not from the mixin: the row is found before the method is called (see OneDocumentViewSet).
    def retrieve(self, request: Request, document_id: str) -> Response:
        """One record."""
        return self.answer(self.document)

    @reads(ChattelDocumentChangesShape)
    def partial_update(self, request: Request, document_id: str, body: dict[str, Any]) -> Response:
        """Change the title, the description, the type; never the loan."""
        actions.change(
            owner_id=self.document.owner_id, document_id=self.document.id, changes=body, by=actor_of(request)
        )
        return self.answer(self.get_object())

    def destroy(self, request: Request, document_id: str) -> Response:
        """Remove a record, and all but the log of outreach with it; not while it is part of an active signing."""
        actions.delete(owner_id=self.document.owner_id, document_id=self.document.id, by=actor_of(request))
        return Response(status=204)

    @route(detail=False, serializer_class=ChattelStatsShape, wrapped_as="")
    def stats(self, request: Request) -> Response:
        """How many there are, with a loan, and with one that is behind."""
        return self.answer(ChattelDocument.objects.of(user_of(request).pk).counted())

    @route(
        detail=False,
        url_path="chattel-types",
        serializer_class=ChattelTypeShape,
        listed_as="chattelTypes",
        ordering=("id",),
    )
    def chattel_types(self, request: Request) -> Response:
        """The kinds of collateral."""
        return self.answer_list(list(TYPES.values()))
