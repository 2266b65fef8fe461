"""Server-sent events (WHATWG HTML, 9.2), told by Redis, read from the database.

Redis says that there is something; what there is, and in which order, the database says. So what was taken back is
never told, and what was published while Redis was away is told with the next message, or after the next silence.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from functools import cache

import orjson
import structlog
from django.conf import settings
from django.db import connection
from django.http import StreamingHttpResponse

from safeclose.gateways import realtime
from safeclose.places import Places

log = structlog.get_logger("safeclose.event_streams")

HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
SILENCE = 15.0  # seconds without an event, after which a line is sent to notice closed connections
LIFE = 300.0  # seconds of one stream; the client comes back, with Last-Event-ID
RETRY = 2000  # milliseconds after which it does
FULL = "Too many streams are open here; try again later."

# The events since the last call, in order; None where there will be no more.
NewEvents = Callable[[], Sequence[bytes] | None]


@cache
def places() -> Places:
    """All streams of this process, of whatever kind: each keeps a thread while it is open."""
    return Places(settings.WEB_STREAMS, wait_seconds=0, sentence=FULL, retry_seconds=10)


class EventStream:
    """An open stream: an iterator of bytes that a WSGI server closes.

    Raises Unavailable where too many are open, and realtime.Fault where Redis can't be had. A client that vanishes is
    noticed at the next line that can't be written, after SILENCE at the latest.
    """

    def __init__(self, channel: str, new_events: NewEvents) -> None:
        self._new_events = new_events
        self._place = places().take()
        try:
            self._subscription = realtime.Subscription(channel)
        except BaseException:
            self._place.give_back()
            raise
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
        self._is_open = False
        self._place.give_back()
        self._subscription.close()

    def _told(self) -> Iterator[bytes]:
        deadline = time.monotonic() + LIFE
        yield f"retry: {RETRY}\n\n".encode()
        while self._is_open and time.monotonic() < deadline:
            events = self._read()
            if events is None:
                return
            yield from events
            try:
                if self._subscription.wait(SILENCE) is None:
                    yield b":\n\n"
            except realtime.Fault as fault:
                log.warning("stream_lost", reason=str(fault))
                return

    def _read(self) -> Sequence[bytes] | None:
        """No connection to the database is kept afterwards."""
        try:
            return self._new_events()
        finally:
            connection.close()


def event(kind: str, identifier: str, data: object) -> bytes:
    """One event; `data` is written as JSON."""
    return f"id: {identifier}\nevent: {kind}\ndata: ".encode() + orjson.dumps(data) + b"\n\n"


def answer(parts: EventStream | tuple[()]) -> StreamingHttpResponse:
    """A stream as an answer; () for HEAD, which takes no place."""
    return StreamingHttpResponse(parts, content_type="text/event-stream", headers=HEADERS)
