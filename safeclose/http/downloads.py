"""Files as answers."""

import re

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header, parse_etags

from safeclose.http import errors
from safeclose.http.json import Renderer
from safeclose.refusals import Code

BYTE_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def download(
    request: HttpRequest, content: bytes, *, sha256: str, name: str, content_type: str = "application/pdf"
) -> HttpResponse:
    """A file with its SHA-256 as ETag; 304 for a matching If-None-Match, 206 for one range (RFC 9110, 13 and 14)."""
    etag = f'"{sha256}"'
    headers = {
        "ETag": etag,
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-cache",
        "Content-Disposition": content_disposition_header(False, name) or "inline",
        "X-Content-Type-Options": "nosniff",
    }
    if _has(request.headers.get("If-None-Match", ""), etag):
        return HttpResponse(status=304, headers={"ETag": etag, "Cache-Control": headers["Cache-Control"]})
    wants_part = request.method == "GET" and request.headers.get("If-Range", etag) == etag
    span = _span(request.headers.get("Range") if wants_part else None, len(content))
    if span is None:
        return HttpResponse(content, content_type=content_type, headers=headers)
    first, last = span
    if first > last:
        return _beyond(request, len(content))
    headers["Content-Range"] = f"bytes {first}-{last}/{len(content)}"
    return HttpResponse(content[first : last + 1], status=206, content_type=content_type, headers=headers)


def _has(known: str, etag: str) -> bool:
    """Whether If-None-Match matches; also a weak tag, which compressing proxies make."""
    return any(tag == "*" or tag.removeprefix("W/") == etag for tag in parse_etags(known))


def _beyond(request: HttpRequest, length: int) -> HttpResponse:
    body = errors.body(request.path, 400, "The range lies beyond the end of the file.", Code.INVALID_PARAMETER)
    headers = {"Content-Range": f"bytes */{length}"}
    return HttpResponse(Renderer().render(body), status=416, content_type="application/json", headers=headers)


def _span(asked: str | None, length: int) -> tuple[int, int] | None:
    """First and last byte of a single range; (1, 0) for a range beyond the end."""
    match = BYTE_RANGE.fullmatch(asked or "")
    if not match or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:
        return max(0, length - int(last)), length - 1 if int(last) else -1
    if last and int(last) < int(first):
        return None
    return (int(first), min(int(last or length), length - 1)) if int(first) < length else (1, 0)
