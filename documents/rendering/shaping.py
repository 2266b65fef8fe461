"""Finds out which installed fonts print a text, with the same algorithm as Typst."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from documents.rendering.fonts import ITALIC, LAST, TEXT, VARIANTS, Face, faces, is_for_formulas

WORD = re.compile(r"[^ \t\n\r\u2028\u2029]+")
DOTTED_CIRCLE = "\u25cc"
# Default_Ignorable_Code_Point of Unicode's DerivedCoreProperties: characters that need no glyph.
IGNORABLE = re.compile(
    "[\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# PDF/UA forbids these even if a font has them: controls, private use, surrogates, noncharacters. U+180F is newer than
# Typst's tables, so it takes it for a letter. Marks that change the reading order are refused as well.
NO_TEXT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u180f\ud800-\uf8ff\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff\U000f0000-\U0010ffff]"
)
_JOINER = re.compile("[\u200c\u200d]")
_WITHOUT_SYLLABLES = ("Arab", "Syrc", "Thai", "Laoo")  # HarfBuzz inserts nothing in these
_GENERIC = ("Zyyy", "Zinh", "Zzzz")
# Scripts whose letters do not change beside each other.
_PLAIN = (*_GENERIC, "Latn", "Grek", "Cyrl", "Hani", "Hira", "Kana", "Bopo")
# Scripts in which letters join, combine or move. A font without rules for that prints wrong words.
_COMPLEX = (
    "Arab", "Syrc", "Nkoo", "Mong", "Adlm", "Rohg", "Deva", "Beng", "Guru", "Gujr", "Orya", "Taml", "Telu", "Knda",
    "Mlym", "Sinh", "Khmr", "Mymr", "Tibt", "Java", "Bali", "Cakm", "Lana",
)  # fmt: skip


class Span(NamedTuple):
    """Part of a text, from `start` to before `end`, counted in characters."""

    start: int
    end: int


@dataclass(frozen=True)
class Shaped:
    """The font families that print a text, and the parts that none of them can print."""

    families: frozenset[str]
    missing: tuple[Span, ...]


class Piece(NamedTuple):
    start: int
    end: int
    face: Face | None  # None: no font has it, or the font prints a dotted circle instead


def shaped(text: str) -> Shaped:
    """The fonts that print the text, and the parts that can't be printed in one or more of VARIANTS."""
    if text.isascii() and not NO_TEXT.search(text):
        return Shaped(frozenset(), ())
    families: set[str] = set()
    missing: list[Span] = []
    for word in WORD.finditer(text):
        if is_in_text_font(word[0]):
            continue
        found = _shaped(word[0])
        families |= found.families
        missing += [Span(word.start() + start, word.start() + end) for start, end in found.missing]
    return Shaped(frozenset(families), tuple(missing))


def is_in_text_font(text: str) -> bool:
    """Whether the font TEXT has all of it, italics included."""
    return (text.isascii() and text.isprintable()) or _in_text_font().issuperset(text)


def stands_apart(text: str) -> bool:
    """Whether the letters can be printed one by one, as in the boxes of a form (comb fields)."""
    return text.isascii() or all(script(letter) in _PLAIN for letter in text)


def script(character: str) -> str:
    """The character's script as ISO 15924 code, such as Latn; Zyyy and Zinh for what goes with any script."""
    from fontTools import unicodedata as scripts  # only when a text has letters beyond ASCII

    found: str = scripts.script(character)
    return found


def is_mark(character: str) -> bool:
    """Whether it is a combining mark, which needs a letter before it."""
    return unicodedata.category(character).startswith("M") and not IGNORABLE.match(character)


@cache
def _in_text_font() -> frozenset[str]:
    """Characters that every style of TEXT has and that need no shaping: no marks, no complex scripts."""
    found = (next((face for face in faces(variant) if face.family == TEXT), None) for variant in (*VARIANTS, ITALIC))
    known = set.intersection(*(set(face.font.face.unicodes) if face else set() for face in found))
    letters = (chr(code) for code in known)
    return frozenset(
        each for each in letters if script(each) in _PLAIN and not is_mark(each) and not NO_TEXT.match(each)
    )


@lru_cache(maxsize=2**14)
def _shaped(word: str) -> Shaped:
    families: set[str] = set()
    missing: set[Span] = set()
    for start, end, of_script in runs(word):
        while start < end and is_mark(word[start]):
            missing.add(Span(start, start + 1))
            start += 1
        if of_script not in _PLAIN:
            missing |= {Span(start + at, start + to) for at, to in _incomplete(word[start:end], of_script)}
        for variant in VARIANTS:
            for piece in placed(word[start:end], start, is_right_to_left(of_script), faces(variant)):
                if piece.face is None or not _shapes(piece.face, of_script, word[piece.start : piece.end]):
                    missing.add(Span(piece.start, piece.end))
                else:
                    families.add(piece.face.family)
    missing |= {Span(*found.span()) for found in NO_TEXT.finditer(word)}
    return Shaped(frozenset(families), _merged(missing))


def _incomplete(text: str, of_script: str) -> Iterator[Span]:
    """Parts without a base letter. Some fonts draw a dotted circle for these.

    They are reported whichever font shapes this word, because the document may use the fonts of other words.
    """
    if of_script in _WITHOUT_SYLLABLES:
        return
    for joiner in _JOINER.finditer(text):
        before = IGNORABLE.sub("", text[: joiner.start()])
        if not before or script(before[-1]) == "Zyyy":
            yield Span(*joiner.span())
    face = _with_circle()
    if face is None:
        return
    right_to_left = is_right_to_left(of_script)
    circle = face.font.get_nominal_glyph(ord(DOTTED_CIRCLE))
    glyphs = _glyphs(face, text, right_to_left)
    for at, (glyph, _) in enumerate(glyphs):
        if glyph == circle:
            start, end = _cluster(glyphs, at, len(text), right_to_left)
            if DOTTED_CIRCLE not in text[start:end]:
                yield Span(start, end)


@cache
def _with_circle() -> Face | None:
    """A font for one script only: with other fonts HarfBuzz does not look for incomplete letters of all scripts."""
    for face in faces(VARIANTS[0]):
        scripts = set(face.font.face.get_table_script_tags("GSUB"))
        if scripts and scripts.isdisjoint(("DFLT", "dflt", "latn")) and face.font.get_nominal_glyph(ord(DOTTED_CIRCLE)):
            return face
    return None


def _merged(spans: set[Span]) -> tuple[Span, ...]:
    """The spans in order, overlapping ones merged. Spans that only touch are not merged."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start < merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)


def runs(word: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and script of each part that is shaped at once. Characters of NO_TEXT separate parts."""
    start, current = 0, "Zyyy"
    for at, letter in enumerate(word):
        if NO_TEXT.match(letter):
            if start < at:
                yield start, at, current
            start, current = at + 1, "Zyyy"
            continue
        of_letter = script(letter)
        if current in _GENERIC and (of_letter in _GENERIC or not is_mark(letter)):
            current = of_letter
        elif of_letter not in _GENERIC and of_letter != current:  # a mark too, which then has no letter before it
            yield start, at, current
            start, current = at, of_letter
    if start < len(word):
        yield start, len(word), current


def is_right_to_left(of_script: str) -> bool:
    from fontTools import unicodedata as scripts

    return bool(scripts.script_horizontal_direction(of_script, default="LTR") == "RTL")


def placed(text: str, base: int, right_to_left: bool, fonts: Sequence[Face]) -> list[Piece]:
    """As Typst does it: the first font shapes the whole run, each part without glyphs goes to the next font.

    Fonts that have none of the characters are skipped to save time.
    """
    letters = [letter for letter in text if not IGNORABLE.match(letter)]
    if not letters:
        return []
    number = next((number for number, face in enumerate(fonts) if _has_any(face, letters)), None)
    if number is None:
        return [Piece(base, base + len(text), None)]
    face, rest = fonts[number], fonts[number + 1 :]
    glyphs = _glyphs(face, text, right_to_left)
    circle = face.font.get_nominal_glyph(ord(DOTTED_CIRCLE))
    pieces: list[Piece] = []
    at = 0
    while at < len(glyphs):
        first = at
        if glyphs[at][0]:
            start, end = _cluster(glyphs, at, len(text), right_to_left)
            is_inserted = glyphs[at][0] == circle and DOTTED_CIRCLE not in text[start:end]
            pieces.append(Piece(base + start, base + end, None if is_inserted else face))
        else:
            while at + 1 < len(glyphs) and not glyphs[at + 1][0]:
                at += 1
            start = glyphs[at if right_to_left else first][1]
            last, following = (first, first - 1) if right_to_left else (at, at + 1)
            end = glyphs[following][1] if 0 <= following < len(glyphs) else len(text)
            pieces = [piece for piece in pieces if not base + start <= piece.start < base + end]
            if start < end:
                pieces += placed(text[start:end], base + start, right_to_left, rest)
            if glyphs[last][1] == end:  # the font has the mark but not its letter: Typst would leave the letter out
                start, end = _cluster(glyphs, last, len(text), right_to_left)
                pieces.append(Piece(base + start, base + end, None))
        at += 1
    return pieces


def _cluster(glyphs: list[tuple[int, int]], at: int, length: int, right_to_left: bool) -> tuple[int, int]:
    start = glyphs[at][1]
    further = reversed(glyphs[:at]) if right_to_left else glyphs[at + 1 :]
    return start, next((cluster for _, cluster in further if cluster != start), length)


def _glyphs(face: Face, text: str, right_to_left: bool) -> list[tuple[int, int]]:
    """Pairs of glyph and cluster, in the order in which they are drawn."""
    import uharfbuzz

    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.direction = "rtl" if right_to_left else "ltr"
    buffer.guess_segment_properties()
    buffer.flags = uharfbuzz.BufferFlags.REMOVE_DEFAULT_IGNORABLES
    uharfbuzz.shape(face.font, buffer)
    return [(glyph.codepoint, glyph.cluster) for glyph in buffer.glyph_infos]


def _has_any(face: Face, letters: Sequence[str]) -> bool:
    font = face.font
    return any(font.get_nominal_glyph(ord(letter)) for letter in letters)


def _shapes(face: Face, of_script: str, piece: str) -> bool:
    """Whether the font has rules for how this script's letters combine."""
    if of_script not in _COMPLEX or all(script(letter) in _GENERIC for letter in piece):
        return True
    if is_for_formulas(face.family):
        return False
    needs_places = face.family in LAST and any(map(is_mark, piece))
    return of_script in (_scripts_with_marks(face) if needs_places else _scripts(face))


@cache
def _scripts(face: Face) -> frozenset[str]:
    import uharfbuzz

    tables = (face.font.face.get_table_script_tags(table) for table in ("GSUB", "GPOS"))
    return frozenset(uharfbuzz.ot_tag_to_script(tag) for tags in tables for tag in tags)


@cache
def _scripts_with_marks(face: Face) -> frozenset[str]:
    """The scripts for which the font has positions of marks."""
    import uharfbuzz

    of_font, default_language = face.font.face, 0xFFFF
    return frozenset(
        uharfbuzz.ot_tag_to_script(tag)
        for number, tag in enumerate(of_font.get_table_script_tags("GPOS"))
        if "mark" in of_font.get_language_feature_tags("GPOS", number, default_language)
    )
