"""The errors of each operation in the OpenAPI description, derived from its path and method."""

from collections.abc import Callable, Mapping
from typing import Any

from drf_spectacular.plumbing import ComponentIdentity, ComponentRegistry, ResolvedComponent
from drf_spectacular.utils import inline_serializer
from rest_framework import serializers

from safeclose.http import errors
from safeclose.refusals import Code

CODES = [(code.value, code.name) for code in Code]
SENTENCE = inline_serializer("Error", {"error": serializers.CharField(help_text="A sentence for a person.")})
ISSUE = inline_serializer(
    "ErrorIssue",
    {"path": serializers.CharField(), "code": serializers.CharField(), "message": serializers.CharField()},
)
CODED = inline_serializer(
    "CodedError",
    {
        "error": serializers.ChoiceField(CODES, help_text="For programs."),
        "message": serializers.CharField(help_text="A sentence for a person."),
        "fields": serializers.DictField(
            child=serializers.ListField(child=serializers.CharField()),
            required=False,
            help_text="What is wrong, by dotted path.",
        ),
        "issues": serializers.ListField(
            child=ISSUE, required=False, help_text="What keeps a document from being generated."
        ),
        "unprintable": serializers.CharField(required=False, help_text="The letters that no font has."),
    },
)
WORDLESS = inline_serializer("Unauthorized", {"error": serializers.ChoiceField(["Unauthorized"])})
FAULT = inline_serializer("Fault", {"error": serializers.ChoiceField(["internal"])})
GONE = inline_serializer("GoneLink", {"state": serializers.ChoiceField(["gone"])})

# The name and the description of the shared answer.
MEANING: Mapping[int, tuple[str, str]] = {
    400: ("Invalid", "The body, a parameter or a header is wrong."),
    401: ("NotSignedIn", "There is no token, or none that is good."),
    403: ("Forbidden", "The caller is known, and may not."),
    404: ("NotFound", "It does not exist, or is not the caller's to see."),
    409: ("Conflict", "The state forbids it, or it is so already."),
    410: ("Gone", "The link or the agreement is unknown, used, expired or withdrawn."),
    413: ("TooLarge", "The body is larger than the route takes."),
    415: ("NotJson", "The body is of another media type than the route takes."),
    416: ("BeyondTheEnd", "The range lies beyond the end of the file."),
    422: ("KeyReused", "The Idempotency-Key was used for another request."),
    429: ("TooMany", "Too many requests."),
    500: ("Fault", "A fault of the service."),
    503: ("Unavailable", "Something that is needed does not answer now."),
}
# Headers of answers, by name.
HEADERS_OF_ANSWERS: Mapping[str, str] = {
    "X-Request-Id": "Names this request in the service's log.",
    "Retry-After": "Seconds until the next try can succeed.",
    "RateLimit-Limit": "Requests that are allowed in a minute.",
    "RateLimit-Remaining": "How many of them are left.",
    "RateLimit-Reset": "Seconds until all are allowed again.",
    "WWW-Authenticate": "`Bearer`; `Basic` where mail services report.",
    "Idempotent-Replayed": "`true` where an earlier request with this Idempotency-Key was answered so.",
}
RATE_LIMIT = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")
HEADERS: Mapping[int, tuple[str, ...]] = {
    401: ("WWW-Authenticate",),
    429: ("Retry-After", *RATE_LIMIT),
    503: ("Retry-After",),
}
ALWAYS = frozenset({"X-Request-Id", "WWW-Authenticate"})
# How reports are refused that are not the service's, and invitations beyond those of a day.
ALSO = {
    ("POST", "/webhooks/mail"): frozenset({401}),
    ("POST", "/webhooks/twilio"): frozenset({403}),
    ("POST", "/v1/workspace/orgs/{organization_id}/members"): frozenset({429}),
}
CHANGES = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def possible(path: str, method: str, *, is_file: bool) -> list[int]:
    """The statuses from 400 on with which this operation can answer."""
    is_open = path.startswith(("/api/public/", "/webhooks/"))
    is_one, changes = "{" in path, method in CHANGES
    statuses = {400, 500, 503}
    statuses |= {413, 415} if changes else set()
    statuses |= {404, 409} if is_one or changes else set()
    statuses |= {416} if is_file else set()
    if path.startswith("/api/public/"):
        statuses |= {429} | ({410} if is_one else set()) | ({403} if changes else set())
    statuses |= ALSO.get((method, path), frozenset())
    if not is_open:
        statuses |= {401, 403, 404} | ({422} if changes else set())
    return sorted(statuses)


def shared(registry: ComponentRegistry, path: str, status: int, reference: Callable[[Any], Any]) -> dict[str, str]:
    """A reference to the answer shared by all operations of the family; defined on first use."""
    family = "Coded" if path.startswith("/api/") else "Worded"
    name, meaning = MEANING[status]
    component = ResolvedComponent(
        name=f"{family}{name}", type=ResolvedComponent.RESPONSE, object=ComponentIdentity((family, status))
    )
    component.schema = {
        "description": meaning,
        "content": {"application/json": {"schema": reference(shape(path, status)), "example": _example(path, status)}},
    }
    component.schema["headers"] = headers(*HEADERS.get(status, ()))
    registry.register_on_missing(component)
    return component.ref


def _example(path: str, status: int) -> dict[str, Any]:
    """The answer where nothing more is known."""
    if status == 401:
        return {"error": "Unauthorized" if path.startswith("/api/") else "Invalid or expired token."}
    if status == 410:
        return errors.GONE
    if status == 416:
        return errors.body(path, 400, MEANING[status][1], Code.INVALID_PARAMETER)
    return errors.body(path, status)


def headers(*names: str) -> dict[str, dict[str, str]]:
    """References to these headers, and to that of every answer."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in ("X-Request-Id", *names)}


def add_headers(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """A hook of drf-spectacular: what `headers` refers to."""
    result["components"]["headers"] = {
        name: {"schema": {"type": "string"}, "required": name in ALWAYS, "description": sentence}
        for name, sentence in HEADERS_OF_ANSWERS.items()
    }
    return result


def shape(path: str, status: int) -> Any:
    """The body of this status in the family of `path`."""
    if status == 410:
        return GONE
    if not path.startswith("/api/"):
        return SENTENCE
    return {401: WORDLESS, 500: FAULT}.get(status, CODED)
