"""What is drawn in a mark: outlines of letters, or strokes of a pen.

A path is text in the syntax of SVG, with these commands alone, absolute integers and single spaces:

    M x y    L x y    C x1 y1 x2 y2 x y    Z

y goes down. Outlines are filled (nonzero winding rule); strokes have only M and L, and are drawn with a round pen.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar, Self

MAX_PATH = 400_000  # characters: 200 letters of any script
MAX_COORDINATE = 1_000_000
MAX_ADVANCE = 5000
MAX_LETTER_PATH = 2000
ASCENT, DESCENT = 800, 250  # of a line that is set from letters
# Without backtracking (possessive), which makes hostile paths as quick as others.
_NUMBER = r" -?+(?>0|[1-9][0-9]{0,6}+)"
_POINT = _NUMBER * 2
OUTLINES = re.compile(rf"(?>M{_POINT}(?> L{_POINT}| C{_POINT * 3})*+ Z(?> |$))*+(?<! )")
STROKES = re.compile(rf"(?>M{_POINT}(?> L{_POINT})++(?> |$))*+(?<! )")


@dataclass(frozen=True)
class Drawing:
    """A picture without place and size. One of `outlines` and `strokes` is empty.

    text    what it says, for text extraction and screen readers
    box     left, top, right, bottom: what is fitted into the rectangle of a mark. Of letters a line of text, 1000 units
            to the em, its baseline at y = 0; of strokes what they cover
    """

    text: str
    box: tuple[int, int, int, int]
    outlines: str = ""
    strokes: str = ""

    def written(self) -> dict[str, Any]:
        """As recorded and answered: {"text", "box", "outlines" | "strokes"}."""
        path = {"strokes": self.strokes} if self.strokes else {"outlines": self.outlines}
        return {"text": self.text, "box": list(self.box), **path}

    @classmethod
    def read(cls, written: Mapping[str, Any]) -> Self:
        """The reverse of `written`, for values from anybody. Raises ValueError for what is not exactly one."""
        path = {"outlines", "strokes"} & written.keys()
        if len(path) != 1 or written.keys() != {"text", "box"} | path:
            raise ValueError("A drawing has text, box, and outlines or strokes.")
        drawing = cls(written["text"], tuple(written["box"]), **{name: written[name] for name in path})
        grammar, drawn = (STROKES, drawing.strokes) if "strokes" in path else (OUTLINES, drawing.outlines)
        if not all(isinstance(each, str) for each in (drawing.text, drawn)) or len(drawn) > MAX_PATH:
            raise ValueError("The text or the path of a drawing is none.")
        if grammar.fullmatch(drawn) is None:
            raise ValueError("The path of a drawing has other commands than M, L, C and Z.")
        if not _is_box(drawing.box):
            raise ValueError("The box of a drawing is not left, top, right, bottom.")
        return drawing


@dataclass(frozen=True)
class Letter:
    """One of the letters that dates and captions are set from: its outlines from x = 0, and where the next begins."""

    text: str
    advance: int
    outlines: str

    def written(self) -> dict[str, Any]:
        """As recorded: {"text", "advance", "outlines"}."""
        return {"text": self.text, "advance": self.advance, "outlines": self.outlines}

    @classmethod
    def read(cls, written: Mapping[str, Any]) -> Self:
        """The reverse of `written`, for values from anybody. Raises ValueError for what is not exactly one."""
        if written.keys() != {"text", "advance", "outlines"}:
            raise ValueError("A letter has text, advance and outlines.")
        text, advance, outlines = written["text"], written["advance"], written["outlines"]
        if not (isinstance(text, str) and len(text) == 1 and type(advance) is int and 0 <= advance <= MAX_ADVANCE):
            raise ValueError("The text or the advance of a letter is none.")
        if not isinstance(outlines, str) or len(outlines) > MAX_LETTER_PATH or not OUTLINES.fullmatch(outlines):
            raise ValueError("The outlines of a letter are none.")
        return cls(text, advance, outlines)


@dataclass(frozen=True)
class Line:
    """A line of text that is set from letters; has what a drawing has.

    The outlines are put together each time they are asked for: a package has thousands of such lines.
    """

    text: str
    letters: tuple[Letter, ...]
    strokes: ClassVar[str] = ""

    @property
    def box(self) -> tuple[int, int, int, int]:
        """As that of a drawing; the same height whatever the letters."""
        return 0, -ASCENT, sum(letter.advance for letter in self.letters), DESCENT

    @property
    def outlines(self) -> str:
        """Those of each letter, moved to the right by the advances before it."""
        paths, start = [], 0
        for letter in self.letters:
            if letter.outlines:
                paths.append(_moved(letter.outlines, start))
            start += letter.advance
        return " ".join(paths)


def _moved(outlines: str, by: int) -> str:
    pattern, across = _pattern(outlines)
    return pattern % tuple([x + by for x in across])


@lru_cache(maxsize=256)  # a trail has a few letters, and sets all its dates and captions from them
def _pattern(outlines: str) -> tuple[str, tuple[int, ...]]:
    """The path with `%d` for each x, and their values."""
    parts, across, is_x = list[str](), list[int](), True
    for part in outlines.split(" "):
        if part.isalpha():
            parts.append(part)
            continue
        if is_x:
            across.append(int(part))
        parts.append("%d" if is_x else part)
        is_x = not is_x
    return " ".join(parts), tuple(across)


def _is_box(box: tuple[Any, ...]) -> bool:
    if len(box) != 4 or not all(type(each) is int and abs(each) <= MAX_COORDINATE for each in box):
        return False
    return bool(box[0] <= box[2] and box[1] <= box[3])
