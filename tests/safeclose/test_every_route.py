"""Rules that hold for all routes, over all routes: a new one is covered the day it is born."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.regex_helper import normalize

from safeclose.api.ratelimit import PerMinute
from safeclose.api.views import PublicViewSet, ViewSet
from tests.people import Caller
from tests.safeclose.answers import headers

METHODS = ("get", "post", "put", "patch", "delete", "head")
# What can stand in the place of a parameter; the first that its pattern takes.
SAMPLES = ("doc_x", "obl_x", "3001", "7", "x", "x.png")


def patterns(found: list[Any], before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every route of the API with a path that it takes."""
    for one in found:
        if isinstance(one, URLResolver):
            prefix = str(one.pattern)
            if prefix in ("", "api/", "api/public/", "v1/") or before:
                yield from patterns(one.url_patterns, before + prefix)
        elif one.name and (before + str(one.pattern)).startswith(("api/", "v1/")):
            yield path_of(before, one), one


def path_of(before: str, route: URLPattern) -> str:
    pattern = str(route.pattern)
    if pattern.startswith("<") or "/<" in pattern:
        return f"/{before}" + re.sub(r"<(?:\w+:)?\w+>", "3001", pattern)
    form, names = normalize(pattern)[0]
    for sample in SAMPLES:
        path = form % dict.fromkeys(names, sample)
        if re.search(pattern, path):
            return f"/{before}{path}"
    raise AssertionError(f"No sample for {pattern}; add one to SAMPLES.")


ROUTES = list(patterns(get_resolver("safeclose.urls").url_patterns))
CLOSED = [path for path, _ in ROUTES if not path.startswith("/api/public/")]
PUBLIC = [path for path, _ in ROUTES if path.startswith("/api/public/")]


def view_of(route: URLPattern) -> Any:
    return getattr(route.callback, "cls", None)


def test_routes_were_found() -> None:
    assert {"/api/documents", "/api/documents/doc_x", "/api/documents/doc_x/signature"} <= set(CLOSED)
    assert {"/api/public/sign/doc_x", "/api/public/sign/3001/pages/3001.png"} <= set(PUBLIC)


@pytest.mark.parametrize("path", CLOSED)
def test_every_method_of_a_closed_route_needs_a_token(path: str, anyone: Caller) -> None:
    body = {"error": "Missing Authorization Bearer token."} if path.startswith("/v1/") else {"error": "Unauthorized"}
    for method in METHODS:
        response = getattr(anyone, method)(path)
        assert response.status_code == 401
        assert method == "head" or response.json() == body
        found = headers(response)
        assert found.pop("Allow")
        assert found == {"WWW-Authenticate": "Bearer", "Vary": "origin"}


@pytest.mark.parametrize("path", [path for path in CLOSED if path.startswith("/api/")])
def test_every_method_of_an_api_route_needs_an_organization(path: str, nobody: Caller) -> None:
    for method in METHODS:
        response = getattr(nobody, method)(path)
        assert response.status_code == 401
        assert method == "head" or response.json() == {"error": "Unauthorized"}


@pytest.mark.parametrize(("path", "route"), ROUTES, ids=[path for path, _ in ROUTES])
def test_one_base_for_all_views(path: str, route: URLPattern) -> None:
    view = view_of(route)
    assert issubclass(view, ViewSet)
    assert issubclass(view, PublicViewSet) == path.startswith("/api/public/")
    assert view.__doc__


@pytest.mark.parametrize("route", [route for path, route in ROUTES if path in PUBLIC], ids=PUBLIC)
def test_every_public_method_has_a_limit(route: URLPattern) -> None:
    """Also the extra routes of a view, which bring limits of their own."""
    limits = getattr(route.callback, "initkwargs", {}).get("limits", getattr(view_of(route), "limits", {}))
    asked = {method.upper() for method in getattr(route.callback, "actions", {}) if method != "head"}
    assert asked <= set(limits)
    assert PerMinute in view_of(route).throttle_classes


@pytest.mark.parametrize("path", [path for path, _ in ROUTES])
def test_a_slash_at_the_end_is_another_path(path: str, anyone: Caller) -> None:
    response = anyone.get(f"{path}/")
    assert response.status_code in (404, 401), "never a redirect"
    if response.status_code == 401:  # where a parameter takes slashes, and the slash is a part of it
        assert path.startswith("/api/documents/packs/")


@pytest.mark.parametrize("path", [path for path, _ in ROUTES])
def test_a_body_of_nonsense_is_answered_without_a_fault(path: str, alice: Caller) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        for body in (b"[]", b"null", b'"x"', b"{", b'{"a": "\\u0000"}'):
            response = alice.generic(method, path, body, "application/json")
            assert response.status_code < 500, (method, body)
            assert response.headers["Content-Type"] == "application/json" or response.status_code == 204
            if response.status_code == 405:
                break  # no body of this method is read
