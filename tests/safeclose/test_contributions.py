"""What apps contribute: in one module of each app, each thing once, and nothing left out."""

import ast
import importlib
import inspect
import re
import sys
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from safeclose.backoffice.figures import first_page_figures
from safeclose.health.probes import doctor_checks, readiness_probes
from safeclose.proof.audits import audits
from safeclose.records import erasure
from safeclose.registry import ColumnRegistry, Registry
from tests.environment import ROOT
from workspace.events.bus import event_handlers

APPS = ("safeclose", "workspace", "documents", "signing", "clickwrap")
# Importing these runs them.
PROGRAMS = {"safeclose/wsgi.py", "safeclose/verify/__main__.py"}
LOADED_AT_START = frozenset(sys.modules)


def imported_sources() -> Iterator[tuple[Path, ModuleType]]:
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            relative = path.relative_to(ROOT)
            if "migrations" not in relative.parts and str(relative) not in PROGRAMS:
                parts = relative.with_suffix("").parts
                yield path, importlib.import_module(".".join(part for part in parts if part != "__init__"))


MODULES = dict(imported_sources())
REGISTRIES = {
    f"{module.__name__}.{name}": value
    for module in MODULES.values()
    for name, value in vars(module).items()
    if isinstance(value, Registry) and not module.__name__.endswith(".contributions")
}
EACH = pytest.mark.parametrize("registry", REGISTRIES.values(), ids=REGISTRIES)

# A public function of one of these shapes (annotations of its parameters, and of its answer) is for a registry.
SHAPES: list[tuple[list[str], Collection[str], Collection[Registry[Any]]]] = [
    (["datetime | None"], {"Iterator[Audited]"}, [audits]),
    (["Person"], {"None"}, [erasure.learners]),
    (["Person"], {"Iterator[Obstacle]"}, [erasure.obstacle_finders]),
    (["Person"], {"Iterator[NamingFile]"}, [erasure.file_finders]),
    (["Person"], {"int"}, [erasure.forgetters]),
    ([], {"PartStatus", "str | PartStatus"}, [readiness_probes, doctor_checks]),
    ([], {"Figure"}, [first_page_figures]),
    (["Event"], {"None"}, [event_handlers]),
]
# These ask a registry for all that it has.
OTHERS = {"safeclose.proof.audits.every", "safeclose.records.erasure.obstacles"}


def functions_in(contribution: object) -> Iterator[Callable[..., object]]:
    """A contribution is a function, or a tuple that has some."""
    if callable(contribution):
        yield contribution
    elif isinstance(contribution, tuple):
        for part in contribution:
            yield from functions_in(part)


def name_of(function: Callable[..., object]) -> str:
    return f"{function.__module__}.{function.__qualname__}"


def contributed(registries: Collection[Registry[Any]]) -> list[Callable[..., object]]:
    return [one for registry in registries for value in registry.all().values() for one in functions_in(value)]


def public_functions() -> Iterator[Callable[..., object]]:
    for module in MODULES.values():
        for name, value in vars(module).items():
            if inspect.isfunction(value) and value.__module__ == module.__name__ and not name.startswith("_"):
                yield value


def has_shape(function: Callable[..., object], parameters: list[str], answers: Collection[str]) -> bool:
    annotations = {name: inspect.formatannotation(one) for name, one in inspect.get_annotations(function).items()}
    plain = {name: re.sub(r"[\w.]+\.", "", one.strip("'")) for name, one in annotations.items()}
    return plain.pop("return", "") in answers and list(plain.values()) == parameters


def test_a_name_is_contributed_once() -> None:
    registry: Registry[int] = Registry("numbers")
    registry.add("one", 1)
    registry.add("uno", 1)
    with pytest.raises(ImproperlyConfigured, match="Two numbers are contributed as 'one'"):
        registry.add("one", 2)
    assert registry.all() == {"one": 1, "uno": 1}


def test_a_column_is_contributed_once() -> None:
    registry = ColumnRegistry("columns")
    registry.add_columns("app.Model.one", "app.Model.two")
    with pytest.raises(ImproperlyConfigured, match=r"Two columns are contributed as 'app\.Model\.two'"):
        registry.add_columns("app.Model.two")
    assert list(registry.all()) == ["app.Model.one", "app.Model.two"]


@pytest.mark.parametrize("app", APPS)
def test_the_contributions_of_each_app_are_loaded_at_start(app: str) -> None:
    assert f"{app}.contributions" in LOADED_AT_START


def test_registries_were_found() -> None:
    assert len({id(one) for one in REGISTRIES.values()}) >= 17
    assert {"safeclose.proof.audits.audits", "workspace.events.bus.event_handlers"} <= set(REGISTRIES)


@EACH
def test_each_registry_gets_something_and_nothing_under_two_names(registry: Registry[Any]) -> None:
    assert registry.all()
    functions = contributed([registry])
    assert len(set(functions)) == len(functions)


def added_to_registries(path: Path, module: ModuleType) -> Iterator[str]:
    """Calls such as `audits.add(…)` or `probes.doctor_checks.add(…)` in a source."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr.startswith("add"):
            names = ast.unparse(node.func.value).split(".")
            value: Any = module
            for name in names:
                value = getattr(value, name, None)
            if isinstance(value, Registry):
                yield f"{path.relative_to(ROOT)}:{node.lineno}"


def test_only_contributions_add_to_registries() -> None:
    places = {place for path, module in MODULES.items() for place in added_to_registries(path, module)}
    inside = {place for place in places if place.partition(":")[0] in {f"{app}/contributions.py" for app in APPS}}
    assert len(inside) > 80
    assert places == inside


def test_apps_name_no_module_to_import() -> None:
    sources = [ROOT / app / name for app in APPS for name in ("apps.py", "contributions.py")]
    assert [path for path in sources if "import_module" in path.read_text()] == []


@pytest.mark.parametrize(("parameters", "answers", "registries"), SHAPES)
def test_no_function_that_is_meant_for_a_registry_is_left_out(
    parameters: list[str], answers: Collection[str], registries: Collection[Registry[Any]]
) -> None:
    meant = {name_of(one) for one in public_functions() if has_shape(one, parameters, answers)}
    assert meant - OTHERS == {name_of(one) for one in contributed(registries)}
