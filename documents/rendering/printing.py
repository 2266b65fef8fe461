"""Text from anywhere (names in any script, browsers' names) in a form that can always be printed."""

from collections.abc import Callable
from typing import Any

from documents.rendering.glyphs import printable

CONTROL = {"\n": " ", "\t": " ", "\r": " "}


def printed(value: Any, *, has_glyph: Callable[[str], bool] = printable) -> Any:
    """The same value, in whose texts every character without a glyph stands as its number: `[U+9648]`."""
    if isinstance(value, str):
        return value if value.isascii() and value.isprintable() else "".join(_one(each, has_glyph) for each in value)
    if isinstance(value, dict):
        return {key: printed(item, has_glyph=has_glyph) for key, item in value.items()}
    return [printed(item, has_glyph=has_glyph) for item in value] if isinstance(value, list) else value


def _one(character: str, has_glyph: Callable[[str], bool]) -> str:
    if character in CONTROL:
        return CONTROL[character]
    if character == " " or (character.isprintable() and has_glyph(character)):
        return character
    return f"[U+{ord(character):04X}]"
