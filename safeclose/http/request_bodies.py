"""Request bodies are received before anything else happens, so that a body under way holds no more than a place.

The server has a time limit for headers and none for bodies: a client that stops in the middle of one would hold a
thread for as long as it likes. And an answer that is sent while the body is still coming leaves a connection that
looks usable and is not (RFC 9112, 9.3), which a proxy in front turns into a 502.
"""

from collections.abc import Callable, Iterable, Mapping
from tempfile import SpooledTemporaryFile
from typing import Any

from safeclose.places import Places
from safeclose.refusals import Unavailable

PIECE_BYTES = 1 << 16
IN_MEMORY_BYTES = 1 << 20
Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


class ReceivedBodies:
    """A WSGI application around another.

    places      how many threads of this process may wait for bodies at once: a part of those that streams leave
                free. A further request with a body is answered 503, so that the other threads are there for whoever
                has sent theirs
    max_bytes   the largest body that is received; a larger one is left unread, and the connection is closed
    """

    def __init__(self, application: Application, *, places: int, max_bytes: int) -> None:
        self._application = application
        # Bodies that come at once take milliseconds.
        self._places = Places(places, wait_seconds=0.2, sentence="Too many bodies are under way.", retry_seconds=1)
        self._max_bytes = max_bytes

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        length = _declared(environ)
        if length == 0:
            return self._application(environ, start_response)
        if length is not None and length > self._max_bytes:
            return self._application(environ, _closing(environ, start_response))
        try:
            with self._places.one():
                body, size = _received(environ["wsgi.input"], self._max_bytes if length is None else length)
        except Unavailable as refusal:
            return _unavailable(environ, start_response, refusal)
        if size > self._max_bytes:  # a body in chunks: how long it is was not said
            environ["CONTENT_LENGTH"] = str(size)
            return self._application(environ, _closing(environ, start_response))
        environ |= {"wsgi.input": body, "CONTENT_LENGTH": str(size)}
        return self._application(environ, start_response)


def _declared(environ: Mapping[str, Any]) -> int | None:
    """Bytes of the body; None where it comes in chunks, and their number is not known."""
    if "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower():
        return None
    text = environ.get("CONTENT_LENGTH") or "0"
    return int(text[:18]) if text.isascii() and text.isdigit() else 0


def _received(stream: Any, expected: int) -> tuple[Any, int]:
    """The body, up to `expected` bytes and one more, and its size."""
    body = SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115 - read by the application, and closed with the request
    size = 0
    while size <= expected:
        piece = stream.read(min(PIECE_BYTES, expected + 1 - size))
        if not piece:
            break
        size += len(piece)
        body.write(piece)
    body.seek(0)
    return body, size


def _closing(environ: Mapping[str, Any], start_response: Callable[..., Any]) -> Callable[..., Any]:
    """Tells the client that the connection ends with this answer (HTTP/1 only: HTTP/2 ends the stream by itself)."""
    if not environ.get("SERVER_PROTOCOL", "HTTP/1.1").startswith("HTTP/1"):
        return start_response

    def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        return start_response(status, [*headers, ("Connection", "close")], *rest)

    return start


def _unavailable(
    environ: Mapping[str, Any], start_response: Callable[..., Any], refusal: Unavailable
) -> Iterable[bytes]:
    # Imported here: the web process imports this module before Django's apps are loaded.
    from safeclose.http import errors

    answer = errors.plain(environ.get("PATH_INFO", "/"), 503)
    headers = [*answer.items(), ("Retry-After", str(refusal.seconds)), ("Content-Length", str(len(answer.content)))]
    _closing(environ, start_response)("503 Service Unavailable", headers)
    return [answer.content]
