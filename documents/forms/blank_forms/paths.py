"""Which paths the data of a pack can have, and the values at them."""

import types
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Union, get_args, get_origin

from documents.packs.toolkit.block import Block


def leads_somewhere(model: type[Block], path: str) -> bool:
    """Whether a dotted path (`parties.buyers.0.name`, `parties.buyers.*.name`) can lead to a value, or to a list of
    plain values, in data of this model."""
    kind: Any = model
    for step in path.split("."):
        kind = _below(kind, step)
        if kind is None:
            return False
    return not _is_block(kind) and not _is_block(_entry(kind))


def values_at(canonical: Mapping[str, Any], path: str) -> Iterator[tuple[str, Any]]:
    """The concrete paths that a path leads to in this data, each with its value; none where nothing is there."""
    yield from _at(canonical, path.split("."), "")


def leaves(canonical: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every plain value of the data with its dotted path."""
    if isinstance(canonical, Mapping | list):
        members = canonical.items() if isinstance(canonical, Mapping) else enumerate(canonical)
        for name, member in members:
            yield from leaves(member, f"{path}.{name}" if path else str(name))
    else:
        yield path, canonical


def _at(value: Any, steps: list[str], path: str) -> Iterator[tuple[str, Any]]:
    if not steps:
        yield from leaves(value, path)
        return
    first, rest = steps[0], steps[1:]
    if isinstance(value, list):
        chosen = range(len(value)) if first == "*" else [int(first)] if first.isdecimal() else []
        members = [(str(at), value[at]) for at in chosen if at < len(value)]
    else:
        members = [(first, value[first])] if isinstance(value, Mapping) and first in value else []
    for name, member in members:
        yield from _at(member, rest, f"{path}.{name}" if path else name)


def _below(kind: Any, step: str) -> Any:
    if _is_block(kind):
        fields = {field.alias or name: field for name, field in kind.model_fields.items()}
        return _plain(fields[step].annotation) if step in fields else None
    return _entry(kind) if step == "*" or (step.isdecimal() and len(step) < 4) else None


def _entry(kind: Any) -> Any:
    return _plain(get_args(kind)[0]) if get_origin(kind) is list else None


def _plain(kind: Any) -> Any:
    """Without what says that it may be absent, or how it is checked."""
    if get_origin(kind) is Annotated:
        return _plain(get_args(kind)[0])
    if get_origin(kind) in (Union, types.UnionType):
        given = [each for each in get_args(kind) if each is not type(None)]
        return _plain(given[0])
    return kind


def _is_block(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Block)
