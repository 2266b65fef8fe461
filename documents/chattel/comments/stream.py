"""Comments as they are made, as server-sent events."""

from django.db import transaction

from documents.chattel.comments.actions import UNAVAILABLE, channel_of
from documents.chattel.comments.serializers import CommentShape
from documents.chattel.register.models import ChattelDocument
from safeclose.gateways import realtime
from safeclose.http.event_streams import EventStream, event
from safeclose.records.rows import found
from safeclose.refusals import Invalid, Unavailable, Unknown


def open_stream(document: ChattelDocument, last_event_id: str) -> EventStream:
    """A stream of the comments after that one, or from now on where it is "".

    Raises Invalid for an id of no comment of the document, Unavailable without Redis, or where too many are open.
    """
    try:
        return EventStream(channel_of(document.id), _NewComments(document.id, _number(document, last_event_id)))
    except realtime.Fault as fault:
        raise Unavailable(UNAVAILABLE) from fault


class _NewComments:
    """Called again and again: the comments since the last call; None where the document is gone."""

    def __init__(self, document_id: str, last: int) -> None:
        self._document_id = document_id
        self._last = last

    @transaction.atomic
    def __call__(self) -> list[bytes] | None:
        # Behind the lock, for a comment is published before it is committed.
        document = ChattelDocument.objects.select_for_update(no_key=True).filter(id=self._document_id).first()
        if document is None:
            return None
        comments = list(document.comments.after(self._last))
        self._last = max([self._last, *(comment.number for comment in comments)])
        return [event("comment", comment.id, CommentShape(comment).data) for comment in comments]


def _number(document: ChattelDocument, comment_id: str) -> int:
    if not comment_id:
        newest = document.comments.order_by("-number").first()
        return newest.number if newest else 0
    try:
        return found(document.comments.all(), id=comment_id).number
    except Unknown as error:
        raise Invalid("Last-Event-ID names no comment of this document.") from error
