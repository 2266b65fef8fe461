"""What all routes of chattel documents share: whose they are, how bodies are read, and what is said of a bad one."""

from typing import Any

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.serializers import Serializer

from documents.chattel.register.models import ChattelDocument
from safeclose.http.json import ExactParser
from safeclose.http.views import read
from safeclose.records.rows import found
from safeclose.refusals import Invalid
from workspace.identity.callers import user_of
from workspace.signed_in import SignedInViewSet

INVALID_BODY = "Invalid body."


class AccountViewSet(SignedInViewSet):
    """For what belongs to the caller's account, whatever organization they are in."""

    parser_classes = (ExactParser,)
    queryset = ChattelDocument.objects.none()


def own(request: Request) -> Any:
    """The caller's chattel documents."""
    return ChattelDocument.objects.of(user_of(request).pk)


def own_document(request: Request, document_id: str) -> ChattelDocument:
    """One of them; raises Unknown for any other."""
    document: ChattelDocument = found(own(request).shown(), id=document_id)
    return document


def read_body(shape: type[Serializer[Any]], request: Request) -> dict[str, Any]:
    """The body as `shape` says; raises Invalid with the one sentence that clients know, whatever is wrong with it."""
    try:
        return read(shape, request)
    except ValidationError as error:
        raise Invalid(INVALID_BODY) from error
