"""Changing one place of a canonical."""

import copy
from typing import Any


def changed(canonical: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A copy with `value` at a dotted path."""
    result = copy.deepcopy(canonical)
    parent, last = _parent(result, path)
    parent[last] = value
    return result


def without(canonical: dict[str, Any], path: str) -> dict[str, Any]:
    """A copy without what is at a dotted path."""
    result = copy.deepcopy(canonical)
    parent, last = _parent(result, path)
    del parent[last]
    return result


def leaves(value: Any, path: str = "") -> list[tuple[str, Any]]:
    """Every value that is neither object nor list, with its path."""
    if isinstance(value, dict | list):
        members = value.items() if isinstance(value, dict) else enumerate(value)
        return [leaf for name, member in members for leaf in leaves(member, f"{path}.{name}" if path else str(name))]
    return [(path, value)]


def _parent(tree: Any, path: str) -> tuple[Any, Any]:
    *steps, last = path.split(".")
    for step in steps:
        tree = tree[int(step)] if isinstance(tree, list) else tree.setdefault(step, {})
    return tree, int(last) if isinstance(tree, list) else last
