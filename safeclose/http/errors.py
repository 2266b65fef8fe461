"""All error answers, in the format of the family of routes (/v1 or /api)."""

from collections.abc import Mapping
from typing import Any

import structlog
from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpResponse, UnreadablePostError
from psycopg_pool import PoolTimeout
from rest_framework import exceptions as drf
from rest_framework.response import Response
from rest_framework.views import exception_handler, set_rollback

from safeclose.http.json import Renderer
from safeclose.refusals import (
    Code,
    Conflict,
    Forbidden,
    Gone,
    Invalid,
    Refusal,
    Reused,
    TooMany,
    Unavailable,
    Unknown,
)

log = structlog.get_logger("safeclose.errors")

STATUS: Mapping[type[Refusal], int] = {
    Invalid: 400,
    Forbidden: 403,
    Unknown: 404,
    Conflict: 409,
    Gone: 410,
    Reused: 422,
    TooMany: 429,
    Unavailable: 503,
}

# Defaults by status: the code for /api and the sentence for both families.
BY_STATUS: Mapping[int, tuple[Code, str]] = {
    400: (Code.INVALID_BODY, "Invalid body."),
    403: (Code.FORBIDDEN, "You do not have permission to do this."),
    404: (Code.NOT_FOUND, "Not found."),
    405: (Code.METHOD_NOT_ALLOWED, "This path does not take that method."),
    409: (Code.INVALID_STATE, "The state forbids it."),
    413: (Code.TOO_LARGE, "The body is too large."),
    415: (Code.UNSUPPORTED_MEDIA_TYPE, "The body must be application/json."),
    422: (Code.IDEMPOTENCY_KEY_REUSED, "This key was used for another request."),
    429: (Code.RATE_LIMITED, "Too many requests; try again later."),
    500: (Code.INTERNAL, "Internal server error."),
    503: (Code.UNAVAILABLE, "The service is not available now; try again."),
}
GONE = {"state": "gone"}
MALFORMED = "The request is malformed."


def is_page(path: str) -> bool:
    """Whether the path is a page for people."""
    return path in ("/verify", "/docs") or path.startswith(
        ("/admin/", "/sign/", "/copy/", "/consent/", "/receipt/", "/docs/", "/static/")
    )


def is_for_programs(path: str) -> bool:
    """Whether everything at the path is JSON (or a file), whatever the client accepts: the API, webhooks, probes."""
    return path.split("/", 2)[1] in ("v1", "api", "webhooks", "health", "ready", "metrics", "openapi.json")


def answer(exception: Exception, context: Mapping[str, Any]) -> Response | None:
    """DRF's exception handler. Unexpected faults are left to Django, which logs them, and to ErrorsAreJson."""
    path: str = context["request"].path
    if isinstance(exception, Refusal):
        set_rollback()
        return _refusal(path, exception)
    if isinstance(exception, RequestDataTooBig):
        return _response(path, 413)
    if isinstance(exception, SuspiciousOperation | UnreadablePostError):
        return _response(path, 400, MALFORMED, Code.INVALID_PARAMETER)
    if isinstance(exception, OperationalError | InterfaceError | PoolTimeout):
        log.error("database_unavailable", exc_info=exception)
        return _response(path, 503)
    if isinstance(exception, Http404 | PermissionDenied):
        exception = drf.NotFound() if isinstance(exception, Http404) else drf.PermissionDenied()
    response = exception_handler(exception, dict(context))
    if response is not None and isinstance(exception, drf.APIException):
        response.data = _worded(path, exception)
        response.status_code = 400 if response.status_code == 406 else response.status_code
    return response


def plain(path: str, status: int) -> HttpResponse:
    known = status if status in BY_STATUS else (500 if status > 499 else 400)
    words = body(path, 400, MALFORMED, Code.INVALID_PARAMETER) if known == 400 else body(path, known)
    return HttpResponse(Renderer().render(words), status=status, content_type="application/json")


def body(path: str, status: int, sentence: str = "", code: Code | None = None, **details: Any) -> dict[str, Any]:
    """The body of an error: a sentence on /v1; a code and a sentence on /api, except 500, which has the code only."""
    default_code, default_sentence = BY_STATUS[status]
    sentence = sentence or default_sentence
    if not path.startswith("/api/"):
        return {"error": sentence}
    if status == 500:
        return {"error": Code.INTERNAL}
    return {"error": code or default_code, "message": sentence, **details}


def _response(path: str, status: int, sentence: str = "", code: Code | None = None, **details: Any) -> Response:
    return Response(body(path, status, sentence, code, **details), status=status)


def status_of(refusal: Refusal) -> int:
    return next(status for kind, status in STATUS.items() if isinstance(refusal, kind))


def _refusal(path: str, refusal: Refusal) -> Response:
    status = status_of(refusal)
    if isinstance(refusal, Gone):
        return Response(GONE, status=status)
    response = _response(path, status, refusal.sentence, refusal.reason, **refusal.details)
    if isinstance(refusal, TooMany | Unavailable) and refusal.seconds is not None:
        response["Retry-After"] = str(refusal.seconds)
    return response


def _worded(path: str, exception: drf.APIException) -> dict[str, Any]:
    status = exception.status_code
    if isinstance(exception, drf.NotAuthenticated | drf.AuthenticationFailed):
        return {"error": str(exception.detail)} if path.startswith("/v1/") else {"error": "Unauthorized"}
    if isinstance(exception, drf.ValidationError):
        return _invalid(path, exception)
    if isinstance(exception, drf.ParseError):
        return body(path, 400, "Invalid body." if path.startswith("/v1/") else str(exception.detail))
    known = status if status in BY_STATUS else 400
    keep = status in (403, 413, 503)
    return body(path, known, str(exception.detail) if keep else "")


def _invalid(path: str, exception: drf.ValidationError) -> dict[str, Any]:
    fields = flattened(exception.detail)
    name, sentences = next(iter(fields.items()))
    sentence = f"{name}: {sentences[0]}" if name else sentences[0]
    if path.startswith("/v1/"):
        return {"error": sentence}
    return body(path, 400, sentence, fields=fields) if name else body(path, 400, sentence)


def flattened(detail: Any, path: str = "") -> dict[str, list[str]]:
    """DRF's nested details as `{"dates.completionDate": ["…"]}`."""
    if isinstance(detail, Mapping):
        pairs = [(key if key != "non_field_errors" else "", part) for key, part in detail.items()]
    elif isinstance(detail, list) and any(isinstance(part, Mapping | list) for part in detail):
        pairs = [(str(index), part) for index, part in enumerate(detail) if part]
    else:
        return {path: [str(part) for part in (detail if isinstance(detail, list) else [detail])]}
    found: dict[str, list[str]] = {}
    for key, part in pairs:
        found |= flattened(part, ".".join(filter(None, (path, str(key)))))
    return found
