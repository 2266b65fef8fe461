"""What a function can reach by names: those that it, and what it reaches in the project, looks up in its modules."""

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from types import FunctionType, ModuleType

APPS = ("safeclose", "workspace", "documents", "signing", "clickwrap")


def reached(function: Callable[..., object]) -> set[FunctionType]:
    """Itself and every function of the project that its code names, or a table that it names; methods are left out."""
    found: set[FunctionType] = set()
    waiting = [_plain(function)]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += _named(one)
    return found


def parsed(function: Callable[..., object]) -> ast.FunctionDef:
    """The definition of a function, without what decorates it."""
    (definition,) = ast.parse(textwrap.dedent(inspect.getsource(_plain(function)))).body
    assert isinstance(definition, ast.FunctionDef)
    return definition


@cache
def _named(function: FunctionType) -> list[FunctionType]:
    names = [_value(node, function.__globals__) for node in ast.walk(parsed(function))]
    return [_plain(value) for name in names for value in _functions(name)]


def _value(node: ast.AST, names: Mapping[str, object]) -> object:
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.Attribute) and isinstance(module := _value(node.value, names), ModuleType):
        return getattr(module, node.attr, None)
    return None


def _functions(value: object) -> Iterator[FunctionType]:
    if inspect.isfunction(value) and value.__module__.partition(".")[0] in APPS and value.__name__ != "<lambda>":
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _functions(one)
    elif isinstance(value, Iterable) and isinstance(value, (tuple, list)):
        for one in value:
            yield from _functions(one)


def _plain(function: Callable[..., object]) -> FunctionType:
    plain = inspect.unwrap(function)
    assert isinstance(plain, FunctionType)
    return plain
