"""`/consent/widget.js`: one script, for pages of any origin."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import etag, require_safe

FILE = "clickwrap/widget.js"
# It has one address for ever, in pages that we don't know, so a browser asks once an hour whether it is still it.
HEADERS = {
    "Cache-Control": "public, max-age=3600, stale-while-revalidate=86400",
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


@cache
def script() -> bytes:
    """The file, as it is packaged."""
    found = finders.find(FILE)
    assert found
    return Path(found).read_bytes()


def tag(request: HttpRequest) -> str:
    return f'"{sha256(script()).hexdigest()}"'


@require_safe
@etag(tag)
def widget(request: HttpRequest) -> HttpResponse:
    """The script; 304 to who has it."""
    return HttpResponse(script(), content_type="text/javascript; charset=utf-8", headers=HEADERS)
