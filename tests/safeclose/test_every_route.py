"""Rules that hold for all routes, over all routes: a new one is covered the day it is born."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.utils.regex_helper import normalize
from drf_spectacular.generators import SchemaGenerator

from safeclose import clock
from safeclose.http.rate_limits import PerMinute
from safeclose.http.views import PublicViewSet, ViewSet, enumerated
from signing.packages.models import PackageSigner, Signing, SigningAdmin
from tests.people import Caller
from tests.safeclose.answers import headers
from workspace.models import Location

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
    assert {"/api/documents", "/api/documents/3001", "/api/documents/3001/generate"} <= set(CLOSED)
    assert {"/api/public/sign/3001", "/api/public/sign/3001/pages/3001.png"} <= set(PUBLIC)


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


def with_ids(route: str, identifier: str) -> str:
    """The path, with this in the place of every id."""
    return re.sub(r"\{\w+\}", identifier, route)


SCHEMA = SchemaGenerator().get_schema(public=True)
DESCRIBED = {path: operations for path, operations in SCHEMA["paths"].items() if path.startswith(("/api/", "/v1/"))}
DESCRIBED_CLOSED = [path for path in DESCRIBED if not path.startswith("/api/public/")]


@pytest.mark.parametrize("route", [path for path in DESCRIBED_CLOSED if "{" in path])
def test_the_token_is_asked_for_before_the_ids_of_a_path_are_looked_at(route: str, anyone: Caller) -> None:
    sentence = "Missing Authorization Bearer token." if route.startswith("/v1/") else "Unauthorized"
    bad = "Invalid or expired token." if route.startswith("/v1/") else "Unauthorized"
    for identifier in ("17", "x", "-", "doc_x", "%00", "%20", "0" * 300, "%D9%A5"):
        for method in METHODS[:5]:
            path = with_ids(route, identifier)
            answer = getattr(anyone, method)(path)
            assert (answer.status_code, answer.json()) == (401, {"error": sentence}), (method, path)
            answer = getattr(anyone, method)(path, HTTP_AUTHORIZATION="Bearer nonsense")
            assert (answer.status_code, answer.json()) == (401, {"error": bad}), (method, path)


def operations() -> Iterator[tuple[str, str, Any, str]]:
    """Method, path and view of every closed operation, and the view's own name of it."""
    for path in DESCRIBED_CLOSED:
        match = resolve(with_ids(path, "3001"))
        for method in set(DESCRIBED[path]) & set(METHODS):
            yield method, path, match.func.cls, match.func.actions[method]


OPERATIONS = list(operations())
NAMES_OF_OPERATIONS = [f"{method} {path}" for method, path, _, _ in OPERATIONS]


@pytest.mark.parametrize(("method", "path", "view", "action"), OPERATIONS, ids=NAMES_OF_OPERATIONS)
def test_an_operation_takes_the_query_parameters_that_are_described(
    method: str, path: str, view: Any, action: str
) -> None:
    described = {one["name"] for one in DESCRIBED[path][method].get("parameters", []) if one.get("in") == "query"}
    assert set(view.known_parameters(action)) == described


@pytest.fixture
def omnipotent(alice: Caller) -> Caller:
    """Alice, owner of an organization, as admin of signings and signer of a package: no permission class refuses."""
    assert alice.person
    location = Location.objects.get(company__organization=alice.organization)
    signing = Signing.objects.create(location=location, title="Package", status="cancelled", cancelled_at=clock.now())
    PackageSigner.objects.create(signing=signing, user=alice.person.user, name="Alice", email="a@x", folded_email="a@x")
    SigningAdmin.objects.create(user=alice.person.user)
    return alice


@pytest.mark.parametrize(("method", "path", "view", "action"), OPERATIONS, ids=NAMES_OF_OPERATIONS)
def test_an_unknown_query_parameter_is_refused_unless_the_route_is_fixed(
    method: str, path: str, view: Any, action: str, omnipotent: Caller
) -> None:
    path = with_ids(path.replace("{organization_id}", str(omnipotent.organization.pk)), "999999")
    answer = getattr(omnipotent, method)(f"{path}?nonsense=1", {} if method in ("post", "put", "patch") else None)
    assert answer.status_code < 500
    known = view.known_parameters(action)
    takes = f"it takes {enumerated(known)}" if known else "it takes none"
    refusal = f"nonsense is no query parameter here: {takes}."
    said = b"" if answer.streaming else answer.content
    assert (answer.status_code == 400 and refusal.encode() in said) == (
        action not in view.ignores_unknown_parameters
    ), said


def test_settings_by_method_name_methods_of_the_view() -> None:
    actions: dict[Any, set[str]] = {}
    for _, _, view, action in OPERATIONS:
        actions.setdefault(view, set()).add(action)
    for view, known in actions.items():
        assert set(view.ignores_unknown_parameters) <= known, view
        assert set(view.queries) | set(view.paged) <= known, view


def listing(path: str) -> str:
    """The key of the rows in the answer of a list, "" where the answer is no list."""
    described = DESCRIBED[path]["get"]["responses"]["200"].get("content", {}).get("application/json", {})
    shape = COMPONENTS.get(described.get("schema", {}).get("$ref", "").rpartition("/")[2], {})
    arrays = [key for key, value in shape.get("properties", {}).items() if value.get("type") == "array"]
    return arrays[0] if arrays and "nextCursor" in shape["properties"] else ""


COMPONENTS = SCHEMA["components"]["schemas"]
LISTS = [path for path in DESCRIBED_CLOSED if "get" in DESCRIBED[path] and listing(path)]


def test_lists_were_found() -> None:
    assert {"/v1/documents", "/api/documents", "/api/documents/packs", "/v1/signing/manager/signings"} <= set(LISTS)


@pytest.mark.parametrize("path", LISTS)
def test_every_list_that_is_an_object_takes_a_limit(path: str) -> None:
    described = {one["name"] for one in DESCRIBED[path]["get"].get("parameters", []) if one.get("in") == "query"}
    assert {"limit", "cursor"} <= described


@pytest.mark.parametrize("path", [path for path in CLOSED if path.startswith("/api/")])
def test_every_method_of_an_api_route_needs_an_organization(path: str, nobody: Caller) -> None:
    for method in METHODS:
        response = getattr(nobody, method)(path)
        assert response.status_code == 401
        assert method == "head" or response.json() == {"error": "Unauthorized"}


@pytest.mark.parametrize(("path", "route"), ROUTES, ids=[path for path, _ in ROUTES])
def test_every_view_has_the_base_of_its_kind(path: str, route: URLPattern) -> None:
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
