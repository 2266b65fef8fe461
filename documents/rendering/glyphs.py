"""Which characters can be printed."""

from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from documents.rendering.typesetting import Unprintable, typeset

_GLYPH = Path(__file__).with_name("glyph.typ")
_AT_ONCE, _QUESTIONS = 1000, 300
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def missing_glyph(text: str) -> str | None:
    """The first character of `text` that no embedded font has, or None."""
    return next((character for character in text if not printable(character)), None)


def missing_glyphs(text: str) -> frozenset[str]:
    """The characters of a long text that no embedded font has, asking about many at once.

    Of texts with hundreds of such characters some others may be among them: it ends after so many questions.
    """
    distinct = sorted({each for each in text if not each.isascii() and each.isprintable()})
    groups = ["".join(distinct[at : at + _AT_ONCE]) for at in range(0, len(distinct), _AT_ONCE)]
    missing: list[str] = []
    for _ in range(_QUESTIONS):
        if not groups:
            break
        group = groups.pop()
        if _typeset(" a".join(group)):
            continue
        if len(group) == 1:
            missing += group
        else:
            groups += [group[: len(group) // 2], group[len(group) // 2 :]]
    return frozenset("".join((*missing, *groups)))


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
