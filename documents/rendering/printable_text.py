"""Replaces what can't be printed in text from outside, such as names in any script and browsers' names."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from documents.rendering.shaping import IGNORABLE, Span, shaped

_BLANK = re.compile("[\n\t\r\u2028\u2029]")
# These change the reading order of what follows, so they are printed as their numbers and never left out.
_REVERSING = re.compile("[\u202a-\u202e\u2066-\u2069]")
# Invisible, and refused by Typst.
_DROPPED = re.compile("[\u180f\ufeff]")
MAX_ROUNDS = 4


def printed(value: Any) -> Any:
    """A copy of JSON data in which every character without a glyph is replaced by its number: `[U+9648]`."""
    return _each(value, printed_text)


def in_ascii(value: Any) -> Any:
    """A copy of JSON data in which every character outside ASCII is replaced by its number: `[U+9648]`."""
    return _each(value, lambda text: _plain(printed_text(text)))


def printed_text(text: str) -> str:
    """`printed` for one text."""
    if text.isascii() and text.isprintable():
        return text
    text = _DROPPED.sub("", _BLANK.sub(" ", text))
    # Replacing a character can make its neighbours unprintable, so look again; after MAX_ROUNDS use ASCII only.
    for _ in range(MAX_ROUNDS):
        if not (missing := shaped(text).missing):
            return text
        text = _numbered(text, missing)
    return _plain(text)


def _numbered(text: str, spans: Iterable[Span]) -> str:
    parts, at = [], 0
    for start, end in spans:
        parts += [text[at:start], _plain(text[start:end])]
        at = end
    return "".join((*parts, text[at:]))


def _plain(text: str) -> str:
    return "".join(each if each.isascii() and each.isprintable() else _number(each) for each in text)


def _number(character: str) -> str:
    return "" if IGNORABLE.match(character) and not _REVERSING.match(character) else f"[U+{ord(character):04X}]"


def _each(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: _each(item, change) for key, item in value.items()}
    return [_each(item, change) for item in value] if isinstance(value, list) else value
