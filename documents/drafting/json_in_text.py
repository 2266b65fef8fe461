"""The JSON in what a model says. It is read as data; nothing in it is run or followed."""

import json
from collections.abc import Iterator
from typing import Any

MAX_TEXT_LENGTH = 400_000  # characters that are read
MAX_OBJECT_STARTS = 500  # places where an object could begin


def json_object(text: str) -> dict[str, Any] | None:
    """The largest JSON object in a text: bare, in a fence, or with words around it; None where there is none."""
    found = list(_objects(text[:MAX_TEXT_LENGTH]))
    return max(found, key=lambda one: one[0])[1] if found else None


def _objects(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each object that is not within another, with its length."""
    decoder = json.JSONDecoder(parse_constant=_refused, strict=False)
    at = text.find("{")
    for _ in range(MAX_OBJECT_STARTS):
        if at < 0:
            return
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            end = at + 1
        else:
            yield end - at, value
        at = text.find("{", end)


def _refused(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON.")
