"""A small application for the tests of request bodies: `/read` answers with what it read, the rest without reading."""

from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Any

import django

django.setup()

from safeclose.http.request_bodies import ReceivedBodies  # noqa: E402 - its refusal needs what was set up


def _application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    status, answer = "404 Not Found", b"not read"
    if environ["PATH_INFO"] == "/read":
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        status, answer = "200 OK", f"{len(body)} {sha256(body).hexdigest()}".encode()
    if environ["PATH_INFO"] == "/health":
        status, answer = "200 OK", b"ok"
    start_response(status, [("Content-Length", str(len(answer)))])
    return [answer]


application = ReceivedBodies(_application, places=2, max_bytes=3_000_000)
