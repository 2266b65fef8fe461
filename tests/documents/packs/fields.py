"""The fields of a form, found in its JSON Schema."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from documents import packs


@cache
def _schema(form_key: str) -> dict[str, Any]:
    return packs.get(form_key).json_schema()


def kinds(form_key: str, path: str) -> list[dict[str, Any]]:
    """What may stand at a dotted path: schemas without `$ref`, `anyOf` and null."""
    found = [_schema(form_key)]
    for step in path.split("."):
        inner = (one["items"] if step.isdecimal() else one["properties"][step] for one in found)
        found = [kind for one in inner for kind in _plain(one, form_key)]
    return found


def choices(form_key: str, path: str) -> list[Any]:
    """The words or answers that may stand there; none when the value is free."""
    offered: list[Any] = []
    for kind in kinds(form_key, path):
        offered += kind.get("enum", [True, False] if kind.get("type") == "boolean" else [])
    return offered


def free_text(form_key: str, path: str) -> int | None:
    """How long a text there may be; None when the value is no free text: a choice, a date, a number of land."""
    for kind in kinds(form_key, path):
        if kind.get("type") == "string" and "maxLength" in kind and not {"enum", "format"} & kind.keys():
            return kind["maxLength"] if kind["maxLength"] >= 200 else None
    return None


def _plain(schema: dict[str, Any], form_key: str) -> Iterator[dict[str, Any]]:
    if "$ref" in schema:
        yield from _plain(_schema(form_key)["$defs"][schema["$ref"].rpartition("/")[2]], form_key)
    elif "anyOf" in schema:
        for one in schema["anyOf"]:
            yield from _plain(one, form_key)
    elif schema.get("type") != "null":
        yield schema
