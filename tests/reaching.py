"""What a function can reach by names: those that it, and what it reaches in the project, looks up in its modules.

Of methods, those of classes of the project whose name the code has: of an argument by its annotation, of `self`, and of
what a function returns by its annotation. A method of a class can be that of any subclass.
"""

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from types import FunctionType, ModuleType

APPS = ("safeclose", "workspace", "documents", "signing", "clickwrap")


def reached(function: Callable[..., object]) -> set[FunctionType]:
    """Itself and every function of the project that its code names, or a table that it names."""
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
    nodes = list(ast.walk(parsed(function)))
    names = [_value(node, function.__globals__) for node in nodes]
    classes = _classes(function, nodes)
    methods = [one for node in nodes if isinstance(node, ast.Attribute) for one in _methods(node, classes)]
    return [_plain(value) for name in [*names, methods] for value in _functions(name)]


def _value(node: ast.AST, names: Mapping[str, object]) -> object:
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.Attribute):
        owner = _value(node.value, names)
        if isinstance(owner, ModuleType) or _is_own(owner):
            return getattr(owner, node.attr, None)
    return None


def _is_own(value: object) -> bool:
    return inspect.isclass(value) and value.__module__.partition(".")[0] in APPS


def _classes(function: FunctionType, nodes: Iterable[ast.AST]) -> dict[str, type]:
    """Classes of the project by the names of the function's arguments and variables."""
    names = function.__globals__
    owner = names.get(function.__qualname__.partition(".")[0])
    typed: dict[str, object] = {name: _annotated(one, names) for name, one in function.__annotations__.items()}
    typed["self"] = owner
    for node in nodes:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and isinstance(node.targets[0], ast.Name):
            called = _value(node.value.func, names)
            told = getattr(inspect.unwrap(called), "__annotations__", {}) if callable(called) else {}
            typed[node.targets[0].id] = _annotated(told.get("return"), getattr(called, "__globals__", names))
    return {name: one for name, one in typed.items() if _is_own(one)}  # type: ignore[misc]


def _annotated(annotation: object, names: Mapping[str, object]) -> object:
    return names.get(annotation) if isinstance(annotation, str) else annotation


def _methods(node: ast.Attribute, classes: Mapping[str, type]) -> list[object]:
    owner = classes.get(node.value.id) if isinstance(node.value, ast.Name) else None
    return [vars(one).get(node.attr) for one in _family(owner)] if owner else []


def _family(owner: type) -> list[type]:
    """A class with what it is made of, and all that is made of it."""
    below = [one for each in owner.__subclasses__() for one in _family(each)]
    return [*owner.__mro__, *below]


def _functions(value: object) -> Iterator[FunctionType]:
    if inspect.ismethod(value):
        yield from _functions(value.__func__)
    elif inspect.isfunction(value) and value.__module__.partition(".")[0] in APPS and value.__name__ != "<lambda>":
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
