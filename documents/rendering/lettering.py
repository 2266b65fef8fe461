"""Draws a line of text as the outlines of its letters, so that whoever prints or checks it needs no font."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from documents.rendering.fonts import VARIANTS, Face, faces, script_face
from documents.rendering.glyph_coverage import unprintable
from documents.rendering.reading_order import drawn_order, levels
from documents.rendering.shaping import IGNORABLE, NO_TEXT, is_right_to_left, placed, runs, script
from documents.rendering.typesetting import Unprintable
from safeclose.marks.drawings import ASCENT, DESCENT, MAX_PATH, Drawing, Letter

# "script" for typed signatures and initials, "text" for names, dates, captions and what a signer enters.
Style = Literal["script", "text"]
_WORD = re.compile(r"\S+")  # every kind of space between words is drawn as one
UNITS = 1000  # to the em
MAX_DEVIATION = 2  # units, where curves are joined: 1/17 of a point in the largest signature


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


class _Placed(NamedTuple):
    """A glyph, and where its origin is."""

    face: Face
    glyph: int
    x: int
    y: int


class _Glyph(NamedTuple):
    """The path of a glyph at one height: `M %d -12 L %d 0 Z` with the values for x, and what it covers."""

    path: str
    across: tuple[int, ...]
    left: int
    top: int
    right: int
    bottom: int


def lettered(text: str, style: Style) -> Drawing:
    """One line of text as outlines. The same arguments, with the same fonts, give the same drawing.

    The box begins at 0, is as wide as the text, and has the same height for all lines, so that lines of one size have
    their letters in one size; it is extended to what reaches over. Letters that the script font
    lacks are drawn in the fonts of documents: one word, or the whole text where that word is in Latin letters, because
    two kinds of Latin letters in one name look like a mistake.

    Raises Unprintable with the first part that no font has (the whole text where there is nothing to draw), and
    TooLong.
    """
    drawn, advance = _drawn(text, style)
    if not drawn:
        raise Unprintable(text)
    path = _path(drawn)
    if len(path) > MAX_PATH:
        raise TooLong(text)
    box = (
        min(0, *(x + glyph.left for x, glyph in drawn)),
        min(-ASCENT, *(glyph.top for _, glyph in drawn)),
        max(advance, *(x + glyph.right for x, glyph in drawn)),
        max(DESCENT, *(glyph.bottom for _, glyph in drawn)),
    )
    return Drawing(text, box, outlines=path)


@cache
def alphabet(text: str) -> tuple[Letter, ...]:
    """Each character of the text by itself, to set lines from; the space draws nothing. Raises Unprintable."""
    letters = []
    for each in text:
        drawn, advance = _drawn(each, "text")
        letters.append(Letter(each, advance, _path(drawn)))
    return tuple(letters)


def _drawn(text: str, style: Style) -> tuple[list[tuple[int, _Glyph]], int]:
    """The glyphs that draw anything, each with its x, and where the next line would begin."""
    places, advance = _placed(drawn_order(list(_runs(text, style)), lambda run: run.level))
    drawn = [(place.x, glyph) for place in places if (glyph := _glyph(place.face, place.glyph, place.y)).path]
    return drawn, advance


def _path(drawn: Iterable[tuple[int, _Glyph]]) -> str:
    return " ".join(glyph.path % tuple([x + each for each in glyph.across]) for x, glyph in drawn)


def _runs(text: str, style: Style) -> Iterator[_Run]:
    level_of = levels(text)
    end = 0
    for word in _WORD.finditer(text):
        yield from _spaces(text, end, word.start(), level_of, style)
        end = word.end()
        fonts = _fonts(text, word[0], style)
        for start, stop, of_script in runs(word[0]):
            yield from _of_one_face(text, word.start() + start, word.start() + stop, of_script, level_of, fonts)
    yield from _spaces(text, end, len(text), level_of, style)


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


def _of_one_face(
    text: str, start: int, end: int, of_script: str, level_of: Sequence[int], fonts: Sequence[Face]
) -> Iterator[_Run]:
    """Letters beside each other in one font and one direction are shaped together, so that they join.

    The fonts are chosen for the whole part of one script, as `shaping.shaped` does, so that both refuse the same.
    """
    first, current = start, None
    for piece in sorted(placed(text[start:end], start, is_right_to_left(of_script), fonts), key=lambda each: each[:2]):
        if piece.face is None:
            raise Unprintable(text[piece.start : piece.end])
        if current is not None and (piece.face, level_of[piece.start]) != (current, level_of[first]):
            yield _Run(text[first : piece.start], current, level_of[first])
            first = piece.start
        current = piece.face
    if current is not None:
        yield _Run(text[first:end], current, level_of[first])


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
    return frozenset(NO_TEXT.sub("", "".join(map(chr, script_face().font.face.unicodes))))


def _placed(ordered: Iterable[_Run]) -> tuple[list[_Placed], int]:
    """The glyphs of the runs beside each other, and where the last one ends."""
    import uharfbuzz

    found = []
    start = 0
    for run in ordered:
        buffer = uharfbuzz.Buffer()
        buffer.add_str(run.text)
        buffer.direction = "rtl" if run.level % 2 else "ltr"
        buffer.guess_segment_properties()
        buffer.flags = uharfbuzz.BufferFlags.REMOVE_DEFAULT_IGNORABLES
        uharfbuzz.shape(run.face.font, buffer)
        at, scale = 0, UNITS / run.face.font.face.upem
        for glyph, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            x, y = round((at + place.x_offset) * scale), -round(place.y_offset * scale)
            found.append(_Placed(run.face, glyph.codepoint, start + x, y))
            at += place.x_advance
        start += round(at * scale)
    return found, start


@lru_cache(maxsize=2**11)
def _glyph(face: Face, glyph: int, y: int) -> _Glyph:
    from fontTools.pens.qu2cuPen import Qu2CuPen

    from documents.rendering.outline_pen import OutlinePen

    pen, per_em = OutlinePen(UNITS / face.font.face.upem, y), face.font.face.upem
    # A TrueType font has three quadratic curves where one cubic curve is as good.
    face.font.draw_glyph_with_pen(glyph, Qu2CuPen(pen, MAX_DEVIATION * per_em / UNITS, all_cubic=True))
    points = [point for command in pen.commands for point in command.points]
    across, down = tuple(x for x, _ in points), tuple(y for _, y in points)
    path = " ".join(" ".join([command.letter, *(f"%d {y}" for _, y in command.points)]) for command in pen.commands)
    return _Glyph(path, across, *(f(each, default=0) for f in (min, max) for each in (across, down)))
