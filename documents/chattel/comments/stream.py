"""Comments as they are made: server-sent events (WHATWG HTML, 9.2), told by Redis, read from the database.

Redis says that there is something; what there is, and in which order, the database says. So a comment that was taken
back is never told, and one whose message was lost is told with the next one, or after the next silence.
"""

import time
from collections.abc import Iterator
from functools import cache
from threading import BoundedSemaphore

import orjson
import structlog
from django.conf import settings
from django.db import connection, transaction

from documents.chattel.comments.actions import UNAVAILABLE, channel_of
from documents.chattel.comments.models import Comment
from documents.chattel.comments.serializers import CommentShape
from documents.chattel.register.models import ChattelDocument
from safeclose.gateways import realtime
from safeclose.records.rows import found
from safeclose.refusals import Invalid, Unavailable, Unknown

log = structlog.get_logger("safeclose.comments")

SILENCE = 15.0  # seconds without a comment, after which a line is sent to notice closed connections
LIFE = 300.0  # seconds of one stream; the client comes back, with Last-Event-ID
RETRY = 2000  # milliseconds after which it does


class Stream:
    """An open stream: an iterator of bytes that a WSGI server closes. It keeps one of the process's threads."""

    def __init__(
        self, document_id: str, last: int, subscription: realtime.Subscription, places: BoundedSemaphore
    ) -> None:
        self._places = places
        self._document_id = document_id
        self._last = last
        self._subscription = subscription
        self._parts = self._told()
        self._is_open = True

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            return next(self._parts)
        except StopIteration:
            self.close()
            raise

    def close(self) -> None:
        """Give back what it kept; may be called more than once."""
        if self._is_open:
            self._is_open = False
            self._places.release()
            self._subscription.close()

    def _told(self) -> Iterator[bytes]:
        deadline = time.monotonic() + LIFE
        yield f"retry: {RETRY}\n\n".encode()
        while self._is_open and time.monotonic() < deadline:
            comments = _committed(self._document_id, self._last)
            if comments is None:  # the document is gone
                return
            for comment in comments:
                yield _event(comment)
                self._last = comment.number
            try:
                if self._subscription.wait(SILENCE) is None:
                    yield b":\n\n"
            except realtime.Fault as fault:
                log.warning("comment_stream_lost", reason=str(fault))
                return


def open_stream(document: ChattelDocument, last_event_id: str) -> Stream:
    """A stream of the comments after that one, or from now on where it is "".

    Raises Invalid for an id of no comment of the document, Unavailable without Redis, or where too many are open.
    """
    last = _number(document, last_event_id)
    places = _places()
    if not places.acquire(blocking=False):
        raise Unavailable("Too many streams are open here; try again later.")
    try:
        return Stream(document.id, last, realtime.Subscription(channel_of(document.id)), places)
    except realtime.Fault as fault:
        places.release()
        raise Unavailable(UNAVAILABLE) from fault


@cache
def _places() -> BoundedSemaphore:
    return BoundedSemaphore(settings.COMMENT_STREAMS)


def _number(document: ChattelDocument, comment_id: str) -> int:
    if not comment_id:
        newest = document.comments.order_by("-number").first()
        return newest.number if newest else 0
    try:
        return found(document.comments.all(), id=comment_id).number
    except Unknown as error:
        raise Invalid("Last-Event-ID names no comment of this document.") from error


def _committed(document_id: str, after: int) -> list[Comment] | None:
    """The comments after that number; None where the document is gone. No connection is kept afterwards.

    Behind the lock, for a comment is published before it is committed.
    """
    try:
        with transaction.atomic():
            there = ChattelDocument.objects.select_for_update(no_key=True).filter(id=document_id).first()
            return None if there is None else list(there.comments.after(after))
    finally:
        connection.close()


def _event(comment: Comment) -> bytes:
    return f"id: {comment.id}\nevent: comment\ndata: ".encode() + orjson.dumps(CommentShape(comment).data) + b"\n\n"
