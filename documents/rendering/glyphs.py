"""Which characters can be printed."""

from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from documents.rendering.typesetting import Unprintable, typeset

_GLYPH = Path(__file__).with_name("glyph.typ")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def missing_glyph(text: str) -> str | None:
    """The first character of `text` that no embedded font has, or None."""
    return next((character for character in text if not printable(character)), None)


def printable(character: str) -> bool:
    """Whether an embedded font has this character; found out by typesetting it."""
    return character.isascii() or _typeset(character)


@lru_cache(maxsize=2**16)
def _typeset(character: str) -> bool:
    try:
        typeset(_GLYPH, {"character": character}, at=_EPOCH)
    except Unprintable:
        return False
    return True
