"""`/openapi.json`: the OpenAPI description as it is served."""

import gzip
from functools import cache
from hashlib import sha256
from typing import NamedTuple

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import etag, require_safe
from drf_spectacular.generators import SchemaGenerator


class Description(NamedTuple):
    """The description's bytes, the same compressed, and its ETag."""

    plain: bytes
    compressed: bytes
    etag: str


@cache
def description() -> Description:
    """Made once in each process: it is the same for everyone, and takes more than a second."""
    plain = orjson.dumps(SchemaGenerator().get_schema(public=True), option=orjson.OPT_NON_STR_KEYS, default=str)
    # No time in the compressed form: all processes answer the same bytes.
    return Description(plain, gzip.compress(plain, mtime=0), f'W/"{sha256(plain).hexdigest()}"')


def _etag(request: HttpRequest) -> str:
    return description().etag


@require_safe
@etag(_etag)
def openapi(request: HttpRequest) -> HttpResponse:
    """The description, compressed for those who take that; 304 to who has it."""
    found = description()
    is_compressed = "gzip" in request.headers.get("Accept-Encoding", "").lower()
    content = found.compressed if is_compressed else found.plain
    response = HttpResponse(content, content_type="application/vnd.oai.openapi+json")
    if is_compressed:
        response["Content-Encoding"] = "gzip"
    response["Cache-Control"] = "no-cache"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
