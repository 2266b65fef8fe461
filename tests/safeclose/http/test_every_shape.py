"""Rules that hold for all shapes, viewsets and routers of the project: a new one is covered the day it is born."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import get_resolver
from rest_framework.routers import SimpleRouter
from rest_framework.serializers import BaseSerializer

from safeclose.http.shapes import Behaviour, Many, ModelShape, Shape
from safeclose.http.views import PublicViewSet, ViewSet
from tests.environment import ROOT
from workspace.signed_in import SignedInViewSet

APPS = ("safeclose", "workspace", "documents", "signing", "clickwrap")
BASES = (Behaviour, Shape, ModelShape, Many, ViewSet, PublicViewSet, SignedInViewSet)
# Keys that a shape declares anew, and why.
DECLARED_ANEW = {
    "documents.chattel.loans.serializers.NewLoanShape": "In a body most of a loan's values may be absent or null.",
    "signing.evidence.checkpoints.serializers.ProofShape": "Reads the bundle's mapping, whose keys are not the row's.",
    "signing.evidence.serializers.BundleEventShape": "`revealed` is missing in a bundle once it was erased.",
    "signing.packages.queue.serializers.NewSignatureShape": "By account the text is always asked for.",
    "signing.packages.signings.serializers.PackageTrailShape": "A package has no trail before it is active: null.",
    "workspace.organizations.locations.serializers.NewLocationShape": "A name is needed for a new location only.",
}
CAMEL_CASE = re.compile("[a-z]+[A-Z]")


def name_of(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def below(base: type) -> Iterator[type]:
    for kind in base.__subclasses__():
        yield kind
        yield from below(kind)


def of_project(base: type) -> list[type]:
    """The project's classes below `base`, when all routes are loaded."""
    assert get_resolver("safeclose.urls").url_patterns
    found = {kind for kind in below(base) if kind.__module__.split(".")[0] in APPS and kind not in BASES}
    return sorted(found, key=name_of)


SHAPES: list[Any] = of_project(Behaviour)
VIEWSETS: list[Any] = of_project(ViewSet)


def is_shape(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, Behaviour)


def declared_anew(shape: Any) -> set[str]:
    return {
        name
        for name, field in shape._declared_fields.items()
        for base in shape.__mro__[1:]
        if getattr(base, "_declared_fields", {}).get(name, field) is not field
    }


def shapes_of(view: Any) -> Iterator[Any]:
    """Whatever a viewset reads and answers with."""
    yield view.serializer_class
    yield from (*view.shapes.values(), *view.queries.values(), view.list_extras)
    for method in vars(view).values():
        yield getattr(method, "body_shape", None)
        yield getattr(method, "kwargs", {}).get("serializer_class")


def files(*patterns: str) -> list[Path]:
    return sorted({path for app in APPS for pattern in patterns for path in (ROOT / app).rglob(pattern)})


def camel_case_keys(source: str) -> list[str]:
    """Keys of the dict literals in a module's functions, but for those in which a refusal names a body's keys."""
    functions = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef | ast.Lambda)]
    nodes = [node for function in functions for node in ast.walk(function)]
    refused = [node.value for node in nodes if isinstance(node, ast.keyword) and node.arg == "fields"]
    literals = [node for node in nodes if isinstance(node, ast.Dict) and node not in refused]
    keys = [key.value for literal in literals for key in literal.keys if isinstance(key, ast.Constant)]
    return sorted({str(key) for key in keys if CAMEL_CASE.match(str(key))})


def test_there_are_shapes_and_viewsets_of_every_app() -> None:
    for kinds in (SHAPES, VIEWSETS):
        found = {kind.__module__.split(".")[0] for kind in kinds}
        assert {"workspace", "documents", "signing", "clickwrap"} <= found


@pytest.mark.parametrize("shape", SHAPES, ids=name_of)
def test_a_key_is_declared_once(shape: Any) -> None:
    assert bool(declared_anew(shape)) == (name_of(shape) in DECLARED_ANEW), declared_anew(shape)


@pytest.mark.parametrize("shape", SHAPES, ids=name_of)
def test_a_shape_is_called_one(shape: Any) -> None:
    assert shape.__name__.endswith("Shape")


@pytest.mark.parametrize("view", VIEWSETS, ids=name_of)
def test_a_viewset_reads_and_answers_by_shapes(view: Any) -> None:
    assert [kind for kind in shapes_of(view) if kind is not None and not is_shape(kind)] == []


@pytest.mark.parametrize("view", VIEWSETS, ids=name_of)
def test_a_viewset_has_no_rows_before_it_is_asked(view: Any) -> None:
    assert view.queryset is None, "Say which rows in get_queryset()."


def test_no_exception_is_out_of_date() -> None:
    assert DECLARED_ANEW.keys() <= {name_of(shape) for shape in SHAPES}


def test_every_serializer_is_a_shape() -> None:
    assert [name_of(kind) for kind in of_project(BaseSerializer) if not is_shape(kind)] == []


def test_no_router_is_of_our_own() -> None:
    assert [name_of(kind) for kind in of_project(SimpleRouter)] == []


@pytest.mark.parametrize("path", files("*views.py", "*serializers.py"), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_function_writes_an_answers_keys(path: Path) -> None:
    assert camel_case_keys(path.read_text()) == []
