"""What all routes of chattel documents share: whose they are, how bodies are read, and what is said of a bad one."""

from typing import Any

from django.db.models import QuerySet
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from documents.chattel.register.models import ChattelDocument
from safeclose.http.json import ExactParser
from safeclose.http.shapes import Shape
from safeclose.records.rows import found
from safeclose.refusals import Invalid
from workspace.identity.callers import user_of
from workspace.signed_in import SignedInViewSet

INVALID_BODY = "Invalid body."


class ChattelBodyShape(Shape):
    """A body of which clients are told one sentence, whatever is wrong with it."""

    @classmethod
    def read(cls, data: object) -> dict[str, Any]:
        """Raises Invalid, or ParseError for a body that is no object."""
        try:
            return super().read(data)
        except ValidationError as error:
            raise Invalid(INVALID_BODY) from error


class AccountViewSet(SignedInViewSet):
    """For what belongs to the caller's account, whatever organization they are in."""

    parser_classes = (ExactParser,)

    def own_documents(self) -> "QuerySet[ChattelDocument]":
        """The caller's chattel documents, with their loans."""
        rows: QuerySet[ChattelDocument] = ChattelDocument.objects.of(user_of(self.request).pk).shown()
        return rows


class OneDocumentViewSet(AccountViewSet):
    """For what belongs to one of them: `self.document`, which is looked for before the body is read."""

    document: ChattelDocument

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Raises Unknown where the path's document is not the caller's."""
        super().initial(request, *args, **kwargs)
        if "document_id" in kwargs:
            self.document = found(self.own_documents(), id=kwargs["document_id"])
