"""Rules that hold for all actions and all public functions, over all modules."""

import ast
import importlib
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
from django.apps import apps

from safeclose.records import transactions
from tests.environment import ROOT

OURS = [name for name in ("safeclose", "workspace", "documents", "signing", "clickwrap") if apps.is_installed(name)]
# Who signs in does not act yet, and what Clerk tells is done already.
# What a job records or queues again, it does for the system.
BY_NO_ONE = {
    "workspace.identity.actions.first_seen",
    "workspace.organizations.members.actions.claim",
    "workspace.clerk.actions.take_in",
    "workspace.clerk.actions.begin_sync",
    "workspace.clerk.actions.finish_sync",
}
FOR_THE_SYSTEM = ("record_", "queue_", "_")


SOURCES = [path for app in OURS for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts]


def modules() -> Iterator[ModuleType]:
    """Those that could mark an action."""
    for path in SOURCES:
        if "transactions import" in path.read_text():
            yield importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))


def is_action(value: object) -> bool:
    return (
        inspect.isfunction(value)
        and value.__globals__["__name__"] == transactions.__name__
        and hasattr(value, "__wrapped__")
    )


ACTIONS = {
    f"{module.__name__}.{name}": value
    for module in modules()
    for name, value in vars(module).items()
    if is_action(value) and value.__module__ == module.__name__
}
EACH = pytest.mark.parametrize(("name", "function"), ACTIONS.items(), ids=ACTIONS)


def test_actions_were_found() -> None:
    assert {
        "workspace.identity.actions.first_seen",
        "documents.paper.actions.create",
        "signing.envelopes.actions.send",
    } <= set(ACTIONS)
    assert set(ACTIONS) >= BY_NO_ONE
    assert all("by" not in inspect.signature(ACTIONS[name]).parameters for name in BY_NO_ONE)


@EACH
def test_an_action_is_called_by_names_and_knows_by_whom(name: str, function: Callable[..., object]) -> None:
    parameters = inspect.signature(function).parameters
    assert {one.kind for one in parameters.values()} == {inspect.Parameter.KEYWORD_ONLY}
    assert "by" in parameters or name in BY_NO_ONE or name.rpartition(".")[2].startswith(FOR_THE_SYSTEM)
    assert not {"request", "response"} & set(parameters), "actions know no HTTP"


@EACH
def test_an_action_is_explained_and_typed(name: str, function: Callable[..., object]) -> None:
    assert function.__doc__ or function.__name__.startswith("_")
    signature = inspect.signature(function)
    assert signature.return_annotation is not inspect.Signature.empty
    assert all(one.annotation is not inspect.Parameter.empty for one in signature.parameters.values())


@pytest.mark.parametrize("app", OURS)
def test_actions_stand_where_actions_belong(app: str) -> None:
    misplaced = [name for name in ACTIONS if name.startswith(f"{app}.") and "actions" not in name.split(".")[-2]]
    assert misplaced == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_says_what_is_in_it(path: Path) -> None:
    tree = ast.parse(path.read_text())
    assert not tree.body or ast.get_docstring(tree) or path.name in ("__init__.py", "apps.py")


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_is_named_utils_or_the_like(path: Path) -> None:
    assert path.stem not in ("utils", "helpers", "common", "core", "services", "managers")
