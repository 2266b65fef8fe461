"""Breaks of the code: where one can be made, which are chosen, and how one is made.

A break is told by its place (file, function, the text of the broken expression, the how-manieth such text in the
function) and not by a line number, so that the same break can be made in a later state of the code.
"""

import ast
import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

APPS = ("safeclose", "workspace", "documents", "signing", "clickwrap")
LEFT_OUT = ("migrations", "__main__.py")


@dataclass(frozen=True)
class Break:
    """One change that makes the code wrong."""

    path: str
    function: str
    kind: str
    before: str
    after: str
    occurrence: int


class GoneError(Exception):
    """The code no longer has the text that the break changes."""


@dataclass(frozen=True)
class Place:
    """A break with the lines where it stands today and the node that it replaces."""

    break_: Break
    lines: range
    node: ast.expr | ast.stmt


def places(root: Path) -> list[Place]:
    """All breaks that can be made in the five apps, in the order of the code."""
    found = []
    for app in APPS:
        for path in sorted((root / app).rglob("*.py")):
            if not any(part in LEFT_OUT for part in path.parts):
                found += _in_file(path.relative_to(root).as_posix(), path.read_text())
    return found


def chosen(found: list[Place], *, seed: int, count: int) -> list[Place]:
    """`count` of the places: from every app and of every kind about as many."""
    shuffled = sorted(found, key=lambda place: repr(place.break_))
    source = random.Random(seed)
    source.shuffle(shuffled)
    groups: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for place in shuffled:
        groups[place.break_.path.partition("/")[0], place.break_.kind].append(place)
    order = sorted(groups)
    source.shuffle(order)
    picked: list[Place] = []
    while len(picked) < count and any(groups.values()):
        picked += [groups[key].pop() for key in order if groups[key]]
    return picked[:count]


def place_of(break_: Break, root: Path) -> Place:
    """Where a break stands in the code of `root`; also when its function has moved to another file.

    Raises GoneError when no function of that name, in the same app, has the text any more.
    """
    app = root / break_.path.partition("/")[0]
    here = root / break_.path
    files = [here] if here.exists() else []
    for path in [*files, *sorted(app.rglob("*.py"))]:
        for place in _in_file(path.relative_to(root).as_posix(), path.read_text()):
            if _same(place.break_, break_):
                return place
    raise GoneError(f"{break_.path}: {break_.function}: {break_.before}")


def _same(one: Break, other: Break) -> bool:
    return (
        one.function.rpartition(".")[2] == other.function.rpartition(".")[2]
        and (one.kind, one.before, one.after, one.occurrence)
        == (other.kind, other.before, other.after, other.occurrence)
    )  # fmt: skip


def broken(source: str, place: Place) -> str:
    """The text of a file with the break made in it."""
    node = place.node
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    lines = source.encode().splitlines(keepends=True)
    first, last = node.lineno - 1, node.end_lineno - 1
    head = b"".join(lines[:first]) + lines[first][: node.col_offset]
    tail = lines[last][node.end_col_offset :] + b"".join(lines[last + 1 :])
    after = place.break_.after
    text = f"({after})" if isinstance(node, ast.expr) else after
    return (head + text.encode() + tail).decode()


@cache
def _in_file(path: str, source: str) -> list[Place]:
    found: list[Place] = []
    counted: dict[tuple[str, str, str], int] = defaultdict(int)
    for function, node in _nodes(ast.parse(source), ""):
        for kind, change in KINDS.items():
            changed = node.test if kind == "condition" and isinstance(node, (ast.If, ast.While)) else node
            after = change(node)
            if after is None:
                continue
            before = ast.unparse(changed)
            key = (function, kind, before)
            made = Break(path, function, kind, before, after, counted[key])
            counted[key] += 1
            found.append(Place(made, range(changed.lineno, (changed.end_lineno or changed.lineno) + 1), changed))
    return found


def _nodes(tree: ast.AST, inside: str) -> Iterator[tuple[str, ast.expr | ast.stmt]]:
    """Expressions and statements within functions, with the function's name.

    What stands outside functions is executed at import, by no test of its own.
    """
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            name = f"{inside}.{node.name}" if inside else node.name
            for statement in node.body:
                if not isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                    yield name, statement
                yield from _nodes_of_body(statement, name)
        elif isinstance(node, ast.ClassDef):
            yield from _nodes(node, f"{inside}.{node.name}" if inside else node.name)
        elif not inside and isinstance(node, (ast.If, ast.Try)):
            yield from _nodes(node, inside)


def _nodes_of_body(tree: ast.AST, name: str) -> Iterator[tuple[str, ast.expr | ast.stmt]]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.JoinedStr):
            continue  # what stands in an f-string has no place of its own before Python 3.12
        if isinstance(node, (ast.expr, ast.stmt)):
            yield name, node
        yield from _nodes_of_body(node, name)


# --- the kinds: the text that replaces a node, or None where the kind does not apply ---------------------------

SWAPPED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip


def _operator(node: ast.AST) -> str | None:
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in SWAPPED:
        swapped = SWAPPED[type(node.ops[0])]()
        assert isinstance(swapped, ast.cmpop)
        return ast.unparse(ast.Compare(node.left, [swapped], node.comparators))
    if isinstance(node, ast.BoolOp):
        swapped = SWAPPED[type(node.op)]()
        assert isinstance(swapped, ast.boolop)
        return ast.unparse(ast.BoolOp(swapped, node.values))
    if isinstance(node, ast.BinOp) and type(node.op) in SWAPPED and not _is_text(node):
        swapped = SWAPPED[type(node.op)]()
        assert isinstance(swapped, ast.operator)
        return ast.unparse(ast.BinOp(node.left, swapped, node.right))
    return None


def _is_text(node: ast.BinOp) -> bool:
    sides = (node.left, node.right)
    return any(
        isinstance(side, ast.JoinedStr) or (isinstance(side, ast.Constant) and isinstance(side.value, (str, bytes)))
        for side in sides
    )


def _condition(node: ast.AST) -> str | None:
    if isinstance(node, (ast.If, ast.While)):
        return ast.unparse(ast.UnaryOp(ast.Not(), node.test))
    if isinstance(node, ast.IfExp):
        return ast.unparse(ast.IfExp(ast.UnaryOp(ast.Not(), node.test), node.body, node.orelse))
    return None


def _returned(node: ast.AST) -> str | None:
    if not isinstance(node, ast.Return) or node.value is None:
        return None
    value = node.value
    if isinstance(value, ast.Constant) and value.value is None:
        return None
    if isinstance(value, ast.Constant) and isinstance(value.value, bool):
        return f"return {not value.value}"
    return "return None"


def _dropped_call(node: ast.AST) -> str | None:
    return "pass" if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) else None


def _dropped_lock(node: ast.AST) -> str | None:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "select_for_update":
        return ast.unparse(node.func.value)
    return None


def _dropped_by(node: ast.AST) -> str | None:
    if not isinstance(node, ast.Call) or not any(word.arg == "by" for word in node.keywords):
        return None
    words = [ast.keyword("by", ast.Constant(None)) if word.arg == "by" else word for word in node.keywords]
    after = ast.unparse(ast.Call(node.func, node.args, words))
    return after if after != ast.unparse(node) else None


KINDS: dict[str, Callable[[ast.AST], str | None]] = {
    "operator": _operator,
    "condition": _condition,
    "returned value": _returned,
    "dropped call": _dropped_call,
    "dropped lock": _dropped_lock,
    "dropped by": _dropped_by,
}
