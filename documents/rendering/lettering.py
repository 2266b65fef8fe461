"""Draws a line of text as the outlines of its letters, so that whoever prints or checks it needs no font."""

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import Any, Literal, NamedTuple

from documents.rendering.fonts import VARIANTS, Face, faces, script_face
from documents.rendering.glyph_coverage import unprintable
from documents.rendering.reading_order import drawn_order, levels
from documents.rendering.shaping import IGNORABLE, WORD, is_right_to_left, placed, runs, script
from documents.rendering.typesetting import Unprintable
from safeclose.marks.drawings import MAX_PATH, Drawing

# "script" for typed signatures and initials, "text" for names, dates, captions and what a signer enters.
Style = Literal["script", "text"]
UNITS = 1000  # to the em
MAX_DEVIATION = 2  # units, where curves are joined: 1/17 of a point in the largest signature
ASCENT, DESCENT = 800, 250  # of every line, so that lines of one size have their letters in one size


class TooLong(ValueError):
    """The outlines of this text take more than MAX_PATH characters."""

    def __init__(self, text: str) -> None:
        super().__init__(f"The outlines of {text!r} are too long.")
        self.text = text


class _Run(NamedTuple):
    """Letters of one font and one direction."""

    text: str
    face: Face
    level: int


class _Outlines(NamedTuple):
    """Path commands with their coordinates, and how far the next letter is."""

    commands: tuple[tuple[Any, ...], ...]
    advance: int


def lettered(text: str, style: Style) -> Drawing:
    """One line of text as outlines. The same arguments, with the same fonts, give the same drawing.

    The box begins at 0 and is as wide as the text; it is extended to what reaches over. Letters that the script font
    lacks are drawn in the fonts of documents: one word, or the whole text where that word is in Latin letters, because
    two kinds of Latin letters in one name look like a mistake.

    Raises Unprintable with the first part that no font has (the whole text where there is nothing to draw), and
    TooLong.
    """
    commands: list[tuple[Any, ...]] = []
    at = 0
    for run in drawn_order(list(_runs(text, style)), lambda run: run.level):
        outlines = _shaped(run.text, run.face, bool(run.level % 2))
        commands += [(command, *_moved(points, at)) for command, *points in outlines.commands]
        at += outlines.advance
    if not commands:
        raise Unprintable(text)
    path = " ".join(" ".join(map(str, command)) for command in commands)
    if len(path) > MAX_PATH:
        raise TooLong(text)
    return Drawing(text, _box(commands, at), outlines=path)


def _runs(text: str, style: Style) -> Iterator[_Run]:
    level_of = levels(text)
    end = 0
    for word in WORD.finditer(text):
        yield from _spaces(text, end, word.start(), level_of, style)
        end = word.end()
        fonts = _fonts(text, word[0], style)
        for start, stop, of_script in runs(word[0]):
            for first, last in _of_one_level(level_of, word.start() + start, word.start() + stop):
                yield from _of_one_face(text, first, last, of_script, level_of[first], fonts)


def _spaces(text: str, start: int, end: int, level_of: Sequence[int], style: Style) -> Iterator[_Run]:
    face = script_face() if style == "script" and _in_script(text) else faces(VARIANTS[0])[0]
    for first, last in _of_one_level(level_of, start, end):
        yield _Run(" " * (last - first), face, level_of[first])


def _of_one_level(level_of: Sequence[int], start: int, end: int) -> Iterator[tuple[int, int]]:
    first = start
    for at in range(start + 1, end + 1):
        if at == end or level_of[at] != level_of[first]:
            yield first, at
            first = at


def _of_one_face(text: str, start: int, end: int, of_script: str, level: int, fonts: Sequence[Face]) -> Iterator[_Run]:
    """Letters beside each other in one font are shaped together, so that they join."""
    first, current = start, None
    pieces = sorted(placed(text[start:end], start, is_right_to_left(of_script), fonts))
    for piece in pieces:
        if piece.face is None:
            raise Unprintable(text[piece.start : piece.end])
        if current is not None and piece.face != current:
            yield _Run(text[first : piece.start], current, level)
            first = piece.start
        current = piece.face
    if current is not None:
        yield _Run(text[first:end], current, level)


def _fonts(text: str, word: str, style: Style) -> tuple[Face, ...]:
    if style == "script" and _in_script(text) and not _lacking(word):
        return (script_face(),)
    if missing := unprintable(word):
        raise Unprintable(missing)
    return faces(VARIANTS[0])


def _in_script(text: str) -> bool:
    """Whether the script font has all Latin letters of the text."""
    return not any(script(letter) in ("Latn", "Zinh") for letter in _lacking(text))


def _lacking(text: str) -> list[str]:
    has = _script_letters()
    return [letter for letter in text if letter not in has and not letter.isspace() and not IGNORABLE.match(letter)]


@cache
def _script_letters() -> frozenset[str]:
    return frozenset(map(chr, script_face().font.face.unicodes))


@lru_cache(maxsize=2**12)
def _shaped(text: str, face: Face, right_to_left: bool) -> _Outlines:
    import uharfbuzz

    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.direction = "rtl" if right_to_left else "ltr"
    buffer.guess_segment_properties()
    buffer.flags = uharfbuzz.BufferFlags.REMOVE_DEFAULT_IGNORABLES
    uharfbuzz.shape(face.font, buffer)
    scale = UNITS / face.font.face.upem
    commands: list[tuple[Any, ...]] = []
    at = 0
    for glyph, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        x, y = round((at + place.x_offset) * scale), -round(place.y_offset * scale)
        commands += [(command, *_moved(points, x, y)) for command, *points in _glyph(face, glyph.codepoint)]
        at += place.x_advance
    return _Outlines(tuple(commands), round(at * scale))


@lru_cache(maxsize=2**12)
def _glyph(face: Face, glyph: int) -> tuple[tuple[Any, ...], ...]:
    from fontTools.pens.qu2cuPen import Qu2CuPen

    from documents.rendering.outline_pen import OutlinePen

    pen, per_em = OutlinePen(UNITS / face.font.face.upem), face.font.face.upem
    # A TrueType font has three quadratic curves where one cubic curve is as good.
    face.font.draw_glyph_with_pen(glyph, Qu2CuPen(pen, MAX_DEVIATION * per_em / UNITS, all_cubic=True))
    return tuple(pen.commands)


def _moved(points: Sequence[int], x: int, y: int = 0) -> list[int]:
    return [value + (y if at % 2 else x) for at, value in enumerate(points)]


def _box(commands: Sequence[tuple[Any, ...]], advance: int) -> tuple[int, int, int, int]:
    across = [x for _, *points in commands for x in points[::2]]
    down = [y for _, *points in commands for y in points[1::2]]
    return min(0, *across), min(-ASCENT, *down), max(advance, *across), max(DESCENT, *down)
