"""Shapes of chattel documents."""

from typing import Any

from rest_framework import serializers

from documents.chattel.loans.serializers import LoanShape, shown_loan
from documents.chattel.register.models import ChattelDocument
from safeclose import clock
from safeclose.http.fields import Text, Timestamp
from safeclose.http.text_fields import Line


class OptionalText(Text):
    """A text, or null for none; blank is none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "allow_null": True, "allow_blank": True, **kwargs})

    def run_validation(self, data: Any = serializers.empty) -> Any:
        return super().run_validation(data) or None


class NewChattelDocument(serializers.Serializer[Any]):
    """The body of a creation. Whether `chattelType` is a known one is asked after the shape."""

    title = Line(max_length=200)
    description = OptionalText(max_length=2000, default=None)
    chattelType = Text(allow_blank=True)
    loan = LoanShape(required=False, allow_null=True, default=None)


class ChattelDocumentChanges(serializers.Serializer[Any]):
    """The body of a change; the loan has a route of its own."""

    title = Line(max_length=200, required=False)
    description = OptionalText(max_length=2000)
    chattelType = Text(required=False, allow_blank=True)


class ChattelDocumentAnswer(serializers.Serializer[Any]):
    """A chattel document."""

    id = serializers.CharField()
    title = serializers.CharField()
    description = serializers.CharField(allow_null=True)
    chattelType = serializers.CharField()
    createdAt = Timestamp()
    updatedAt = Timestamp()
    loan = LoanShape(allow_null=True)


class OneChattelDocument(serializers.Serializer[Any]):
    """A chattel document, wrapped."""

    document = ChattelDocumentAnswer()


class ChattelDocumentList(serializers.Serializer[Any]):
    """All of the account's, the one that was changed last first."""

    documents = ChattelDocumentAnswer(many=True)
    nextCursor = serializers.CharField(required=False)


class ChattelStats(serializers.Serializer[Any]):
    """Chattel documents, counted."""

    total = serializers.IntegerField()
    withLoan = serializers.IntegerField()
    behind = serializers.IntegerField()


class ChattelTypeAnswer(serializers.Serializer[Any]):
    """A kind of collateral."""

    id = serializers.CharField()
    description = serializers.CharField()

    def get_fields(self) -> dict[str, Any]:
        """`label` by name: the class has an attribute that is called so."""
        return {**super().get_fields(), "label": serializers.CharField()}


class ChattelTypeList(serializers.Serializer[Any]):
    """All kinds."""

    chattelTypes = ChattelTypeAnswer(many=True)
    nextCursor = serializers.CharField(required=False)


def shown_document(document: ChattelDocument) -> dict[str, Any]:
    """A row of `ChattelDocument.objects.shown()` as sent to clients."""
    return {
        "id": document.id,
        "title": document.title,
        "description": document.description,
        "chattelType": document.chattel_type,
        "createdAt": clock.iso(document.created_at),
        "updatedAt": clock.iso(document.updated_at),
        "loan": shown_loan(getattr(document, "loan", None)),
    }
