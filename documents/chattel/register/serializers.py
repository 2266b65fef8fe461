"""Shapes of chattel documents."""

from typing import Any

from rest_framework.fields import empty
from rest_framework.serializers import CharField, ChoiceField, IntegerField

from documents.chattel.account_views import ChattelBodyShape
from documents.chattel.loans.models import Loan
from documents.chattel.loans.serializers import LoanShape, NewLoanShape
from documents.chattel.register.models import ChattelDocument
from safeclose.http.fields import Text, Timestamp
from safeclose.http.shapes import Shape
from safeclose.http.text_fields import Line


class OptionalText(Text):
    """A text, or null for none; blank is none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "allow_null": True, "allow_blank": True, **kwargs})

    def run_validation(self, data: Any = empty) -> Any:
        return super().run_validation(data) or None


class ChattelQueryShape(Shape):
    status = ChoiceField(Loan.Status.values, required=False, help_text="Of the loan.")


class NewChattelDocumentShape(ChattelBodyShape):
    """The body of a creation. Whether `chattelType` is a known one is asked after the shape."""

    title = Line(max_length=200)
    description = OptionalText(max_length=2000, default=None)
    chattel_type = Text(allow_blank=True)
    loan = NewLoanShape(required=False, allow_null=True, default=None)


class ChattelDocumentChangesShape(ChattelBodyShape):
    """The body of a change; the loan has a route of its own."""

    title = Line(max_length=200, required=False)
    description = OptionalText(max_length=2000)
    chattel_type = Text(required=False, allow_blank=True)


class ChattelDocumentShape(Shape):
    """A chattel document, of `ChattelDocument.objects.shown()`."""

    id = CharField()
    title = CharField()
    description = CharField(allow_null=True)
    chattel_type = CharField()
    created_at = Timestamp()
    updated_at = Timestamp()
    loan = LoanShape(allow_null=True)

    def get_loan(self, document: ChattelDocument) -> Loan | None:
        return getattr(document, "loan", None)


class ChattelStatsShape(Shape):
    """Chattel documents, counted."""

    total = IntegerField()
    with_loan = IntegerField()
    behind = IntegerField()


class ChattelTypeShape(Shape):
    """A kind of collateral."""

    id = CharField()
    label_ = CharField()
    description = CharField()
