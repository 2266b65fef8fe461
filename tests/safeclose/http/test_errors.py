"""Every error, in the words of the family that was called: whole bodies, whole headers."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError, connection
from django.http import Http404, UnreadablePostError
from hypothesis import given
from hypothesis import strategies as st
from psycopg_pool import PoolTimeout
from rest_framework import exceptions as drf

from safeclose.http import errors
from safeclose.refusals import Code, Conflict, Forbidden, Gone, Invalid, Unavailable, Unknown
from tests.people import Caller
from tests.safeclose.answers import headers
from tests.safeclose.carrier import Words

CARRIER = pytest.mark.urls("tests.safeclose.carrier")
ALLOW = {"Allow": "GET, POST, HEAD, OPTIONS", "Vary": "origin"}
INTERNAL = "Internal server error."
# Unknown paths to which no other origin gets access.
FOR_PROGRAMS = {"/v1", "/api", "/health/"}
FAMILIES = pytest.mark.parametrize("family", ["v1", "api"])


def raising(error: BaseException) -> Callable[..., Any]:
    def fail(*_args: object, **_kwargs: object) -> Any:
        raise error

    return fail


@CARRIER
@pytest.mark.parametrize(
    ("error", "status", "code", "sentence"),
    [
        (Invalid("So not."), 400, "invalid_body", "So not."),
        (Invalid("So not.", code=Code.INVALID_PARAMETER), 400, "invalid_parameter", "So not."),
        (Forbidden("Not you."), 403, "forbidden", "Not you."),
        (Unknown(), 404, "not_found", "Not found."),
        (Conflict("Not now."), 409, "invalid_state", "Not now."),
        (Conflict("Not now.", code=Code.CANNOT_VOID), 409, "cannot_void", "Not now."),
        (Unavailable("Not there."), 503, "unavailable", "Not there."),
        (Http404("No Document matches the given query."), 404, "not_found", "Not found."),
        (PermissionDenied("why"), 403, "forbidden", "You do not have permission to perform this action."),
        (RequestDataTooBig("why"), 413, "too_large", "The body is too large."),
        (SuspiciousOperation("why"), 400, "invalid_parameter", "The request is malformed."),
        (UnreadablePostError("why"), 400, "invalid_parameter", "The request is malformed."),
        (OperationalError("host=db password=x"), 503, "unavailable", "The service is not available now; try again."),
        (InterfaceError("why"), 503, "unavailable", "The service is not available now; try again."),
        (PoolTimeout("why"), 503, "unavailable", "The service is not available now; try again."),
        (drf.NotAcceptable(), 400, "invalid_body", "Invalid body."),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_what_a_view_raises_is_answered_with_its_status_and_words(
    error: Exception, status: int, code: str, sentence: str, anyone: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Words, "list", raising(error))
    v1, api = anyone.get("/v1/words"), anyone.get("/api/words")
    assert (v1.status_code, v1.json()) == (status, {"error": sentence})
    assert (api.status_code, api.json()) == (status, {"error": code, "message": sentence})
    assert headers(v1) == headers(api) == ALLOW


@CARRIER
@FAMILIES
def test_details_of_a_refusal_are_for_programs(family: str, anyone: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Words, "list", raising(Conflict("Not now.", issues=[{"path": "price"}])))
    coded = {"error": "invalid_state", "message": "Not now.", "issues": [{"path": "price"}]}
    assert anyone.get(f"/{family}/words").json() == {"v1": {"error": "Not now."}, "api": coded}[family]


@CARRIER
@FAMILIES
def test_gone_is_gone_in_every_family(family: str, anyone: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Words, "list", raising(Gone()))
    response = anyone.get(f"/{family}/words")
    assert (response.status_code, response.content) == (410, b'{"state":"gone"}')


@CARRIER
@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("error", [RuntimeError("a secret value"), KeyError("x"), RecursionError(), MemoryError()])
@pytest.mark.parametrize(("path", "body"), [("/v1/words", {"error": INTERNAL}), ("/api/words", {"error": "internal"})])
def test_an_unexpected_fault_tells_nothing(
    path: str, body: dict[str, str], error: Exception, debug: bool,
    anyone: Caller, monkeypatch: pytest.MonkeyPatch, settings: Any,
) -> None:  # fmt: skip
    settings.DEBUG = debug
    monkeypatch.setattr(Words, "list", raising(error))
    response = anyone.get(path, HTTP_ORIGIN="https://app.example.test")
    assert (response.status_code, response.json()) == (500, body)
    assert headers(response) == {
        "Vary": "origin",
        "access-control-allow-origin": "https://app.example.test",
        "access-control-expose-headers": "X-Request-Id, Retry-After, ETag, Idempotent-Replayed, RateLimit-Limit, "
        "RateLimit-Remaining, RateLimit-Reset",
    }


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize(
    "path",
    ["/nope", "/", "/v1", "/v1/nope", "/v1/", "/api", "/api/", "/api/nope", "/api/public/nope", "/api/documents/",
     "/health/", "//api/documents", "/administrator", "/docsx", "/verifyx", "/admin", "/api/\x00", "/v1/%ff"],
)  # fmt: skip
@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_an_unknown_path_is_json_and_never_a_redirect(
    method: str, path: str, debug: bool, anyone: Caller, settings: Any
) -> None:
    settings.DEBUG = debug
    response = getattr(anyone, method)(path)
    coded = {"error": "not_found", "message": "Not found."}
    assert response.status_code == 404
    assert response.json() == (coded if path.startswith("/api/") else {"error": "Not found."})
    # For a browser, what is not for programs is a page.
    varies = "origin" if path.startswith(("/api/", "/v1/")) else "" if path in FOR_PROGRAMS else "Accept"
    assert headers(response) == ({"Vary": varies} if varies else {})


@CARRIER
def test_a_method_that_the_path_does_not_take_is_answered_405(anyone: Caller) -> None:
    sentence = "This path does not take that method."
    v1, api = anyone.put("/v1/words"), anyone.put("/api/words")
    assert (v1.status_code, v1.json()) == (405, {"error": sentence})
    assert (api.status_code, api.json()) == (405, {"error": "method_not_allowed", "message": sentence})
    assert headers(v1) == headers(api) == ALLOW


@pytest.mark.parametrize(("path", "allow"), [("/health", "GET, HEAD"), ("/openapi.json", "GET, HEAD")])
def test_allow_also_stands_where_an_error_page_was_replaced(path: str, allow: str, anyone: Caller) -> None:
    response = anyone.post(path)
    assert (response.status_code, response.json()) == (405, {"error": "This path does not take that method."})
    assert response.headers["Allow"] == allow


@CARRIER
@pytest.mark.parametrize(
    ("path", "allow"),
    [("/v1/words", "GET, POST, HEAD, OPTIONS"), ("/api/public/door/x", "GET, PUT, HEAD, OPTIONS")],
)
def test_options_answers_with_the_methods_and_nothing_else(path: str, allow: str, anyone: Caller) -> None:
    response = anyone.options(path)
    assert (response.status_code, response.content, response.headers["Allow"]) == (204, b"", allow)


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/x", {"error": "The request is malformed."}),
        ("/administrator", {"error": "The request is malformed."}),
        ("/api/x", {"error": "invalid_parameter", "message": "The request is malformed."}),
    ],
)
def test_a_host_that_is_not_ours_is_answered_400(
    path: str, body: dict[str, str], debug: bool, anyone: Caller, settings: Any
) -> None:
    settings.DEBUG, settings.ALLOWED_HOSTS = debug, ["testserver"]
    response = anyone.get(path, HTTP_HOST="evil.example")
    assert (response.status_code, response.json()) == (400, body)


@CARRIER
@FAMILIES
def test_fields_are_named_by_dotted_path(family: str, anyone: Caller) -> None:
    body = {"size": 1.5, "parts": [{"at": "x"}, {}, {"at": 3}]}
    response = anyone.post(f"/{family}/words", body)
    sentence = "name: This field is required."
    fields = {
        "name": ["This field is required."],
        "size": ["A valid integer is required."],
        "parts.1.at": ["This field is required."],
        "parts.2.at": ["Not a valid string."],
    }
    coded = {"error": "invalid_body", "message": sentence, "fields": fields}
    assert (response.status_code, response.json()) == (400, {"v1": {"error": sentence}, "api": coded}[family])


@pytest.mark.django_db
def test_a_database_that_is_down_is_answered_503(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "cursor", raising(OperationalError("connection refused")))
    response = alice.get("/api/documents")
    sentence = "The service is not available now; try again."
    assert (response.status_code, response.json()) == (503, {"error": "unavailable", "message": sentence})


NAMES = st.text("abc", min_size=1, max_size=3)
SENTENCES = st.lists(st.sampled_from(["No.", "Never."]), min_size=1, max_size=2)
DETAILS = st.recursive(
    SENTENCES,
    lambda inner: st.dictionaries(NAMES, inner, min_size=1, max_size=3) | st.lists(inner, min_size=1, max_size=3),
    max_leaves=6,
)


@given(DETAILS)
def test_flattening_loses_no_sentence(detail: Any) -> None:
    def leaves(part: Any) -> list[str]:
        if isinstance(part, dict):
            return [leaf for inner in part.values() for leaf in leaves(inner)]
        if isinstance(part, list):
            return [leaf for inner in part for leaf in leaves(inner)]
        return [part]

    flat = errors.flattened(detail)
    assert sorted(leaf for sentences in flat.values() for leaf in sentences) == sorted(leaves(detail))


def test_every_status_has_words_that_end_in_a_full_stop() -> None:
    assert all(sentence.endswith(".") for _, sentence in errors.BY_STATUS.values())
    assert set(errors.STATUS.values()) <= {*errors.BY_STATUS, 410}
