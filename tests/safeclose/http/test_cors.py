"""Who may call from a browser page of another origin."""

from typing import Any

import pytest

from tests.people import Caller

OURS, OTHER = "https://app.example.test", "https://other.example"
EXPOSED = {
    "access-control-expose-headers": "X-Request-Id, Retry-After, ETag, Idempotent-Replayed, RateLimit-Limit, "
    "RateLimit-Remaining, RateLimit-Reset"
}
AUTHENTICATED = ["/v1/signings", "/api/documents", "/api/nope"]


def cors(response: Any) -> dict[str, str]:
    assert "access-control-allow-credentials" not in response.headers
    return {name: value for name, value in response.headers.items() if name.startswith("access-control-")}


@pytest.mark.parametrize("path", AUTHENTICATED)
@pytest.mark.parametrize(
    "origin", [OTHER, "null", "https://app.example.test.evil.example", "http://app.example.test", "x"]
)
def test_another_origin_can_not_read_authenticated_routes(path: str, origin: str, anyone: Caller) -> None:
    assert cors(anyone.get(path, HTTP_ORIGIN=origin)) == {}


@pytest.mark.parametrize("path", AUTHENTICATED)
def test_our_own_origin_can_also_read_errors(path: str, anyone: Caller) -> None:
    response = anyone.get(path, HTTP_ORIGIN=OURS)
    assert response.status_code >= 400
    assert cors(response) == {"access-control-allow-origin": OURS, **EXPOSED}
    assert response.headers["Vary"] == "origin"


@pytest.mark.parametrize("origin", [OURS, OTHER, "null"])
def test_any_origin_can_read_public_routes(origin: str, db: None, anyone: Caller) -> None:
    response = anyone.get("/api/public/sign/x", HTTP_ORIGIN=origin)
    assert response.json() == {"state": "gone"}
    assert cors(response) == {"access-control-allow-origin": origin, **EXPOSED}


@pytest.mark.parametrize("path", ["/health", "/ready", "/openapi.json", "/admin/login/", "/api", "/apix/public/"])
def test_routes_outside_the_api_allow_no_other_origin(path: str, db: None, anyone: Caller) -> None:
    assert cors(anyone.get(path, HTTP_ORIGIN=OURS)) == {}


@pytest.mark.parametrize(
    ("path", "origin", "allowed"),
    [("/api/documents", OURS, True), ("/api/documents", OTHER, False), ("/api/public/sign/x", OTHER, True)],
)
def test_a_preflight_is_allowed_only_where_the_origin_is(path: str, origin: str, allowed: bool, anyone: Caller) -> None:
    asked = {"HTTP_ORIGIN": origin, "HTTP_ACCESS_CONTROL_REQUEST_METHOD": "POST"}
    response = anyone.options(path, HTTP_ACCESS_CONTROL_REQUEST_HEADERS="authorization,content-type", **asked)
    assert (response.status_code, response.content) == (200, b"")
    assert cors(response) == (
        {
            "access-control-allow-origin": origin,
            **EXPOSED,
            "access-control-allow-headers": "accept, authorization, content-type, idempotency-key, x-request-id, range",
            "access-control-allow-methods": "DELETE, GET, OPTIONS, PATCH, POST, PUT",
            "access-control-max-age": "86400",
        }
        if allowed
        else {}
    )
