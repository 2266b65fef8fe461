"""Rules for strings in documents."""

import re
from collections.abc import Iterator
from typing import Any

# Control characters other than newline and tab; lone surrogates, which can't be encoded; and marks that change
# the reading order, which can make a text look like another one. Right-to-left scripts do not need these marks.
_REFUSED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_MAX_NESTING = 20  # forms have six levels; without a limit a hostile body would exhaust the stack

Faults = dict[str, list[str]]


def trimmed(canonical: Any) -> tuple[Any, Faults]:
    """A copy of JSON data with its strings trimmed, and the faults of its text by dotted path.

    Members of an object that are null or blank are removed. Entries of a list stay, so that paths still match
    what was sent.
    """
    faults: Faults = {}
    return _trimmed(canonical, (), faults), faults


def leaves(canonical: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every string of JSON data with its dotted path."""
    if isinstance(canonical, str):
        yield path, canonical
    elif isinstance(canonical, dict | list):
        members = canonical.items() if isinstance(canonical, dict) else enumerate(canonical)
        for name, member in members:
            yield from leaves(member, f"{path}.{name}" if path else str(name))


def _trimmed(value: Any, path: tuple[str, ...], faults: Faults) -> Any:
    if len(path) > _MAX_NESTING:
        faults[".".join(path)] = ["Nested too deeply."]
        return None
    if isinstance(value, dict):
        return _members(value, path, faults)
    if isinstance(value, list):
        return [_trimmed(entry, (*path, str(at)), faults) for at, entry in enumerate(value)]
    if isinstance(value, str):
        if _REFUSED.search(value):
            faults[".".join(path)] = ["Control characters other than newline and tab are refused."]
        return value.strip()
    return value


def _members(value: dict[str, Any], path: tuple[str, ...], faults: Faults) -> dict[str, Any]:
    members = {name: _trimmed(member, (*path, name), faults) for name, member in value.items()}
    return {name: member for name, member in members.items() if member is not None and member != ""}
