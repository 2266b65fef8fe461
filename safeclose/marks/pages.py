"""Draws marks on the pages of a PDF. The same marks give the same objects, byte for byte (docs/evidence.md).

The content of a page stays as it is. Marks of one page are one form XObject, drawn after the content in the graphics
state that a page begins with. Its coordinates are those of marks: points from the upper left corner of the page as
readers show it, y down.
"""

import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from hashlib import sha256
from itertools import groupby
from secrets import token_hex
from typing import Any, NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, PdfError, Stream

from safeclose.marks.definitions import Mark, MarkKind
from safeclose.marks.drawings import Drawing, Line
from safeclose.marks.placed import CAPTIONED, MarksError, PutMark
from safeclose.sentences import sentence

FORM_NAME = "/SafecloseMarks"
INK = "0.05 0.14 0.42"
GREY = "0.4 0.4 0.4"
PEN = 1.2  # points
# Points to the unit at most: 30, 11 and 6 points to the em of letters.
MAX_SCALE_SIGNATURE = 0.03
MAX_SCALE_TEXT = 0.011
MAX_SCALE_CAPTION = 0.006
# The part of a rectangle that is kept for the caption, at its lower edge.
CAPTION_HEIGHT = 7.0
CAPTION_SHARE = 0.3
_CHECK_TEXT = "X"
_LETTERS_OF_FONT = 256
_LETTERS_OF_BLOCK = 100  # at most, of one beginbfchar (Adobe Technical Note 5014)
_EM = 1000
_DESCENT = 250
_WIDTH = 500  # of each character: half the em, from which poppler infers the size of letters that draw nothing
# The greatest height of those letters, in their widths. At 10 poppler takes two equal ones beside each other for one.
_MAX_HEIGHT = 6
_COMMANDS = str.maketrans("MLCZ", "mlch")
_COMMAND = re.compile(r"([mlch]) ?")
_RIGHT_TO_LEFT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff"
_RUN = re.compile(rf"[{_RIGHT_TO_LEFT}](?:[{_RIGHT_TO_LEFT} .'’-]*[{_RIGHT_TO_LEFT}])?")
_NESTING = "q Q BT ET BMC BDC EMC MP"
# A file is sealed and then verified, which needs the same again: by the SHA-256 of a page's content.
_known_nestings: dict[bytes, tuple[str, str]] = {}
_MAX_KNOWN_NESTINGS = 10_000
_END = f"/{token_hex()}"  # a name that no content has


@dataclass(frozen=True)
class MarkedPage:
    """A page that was drawn on. `marks` are those drawn, in order; the index of each is its MCID in `form`."""

    page: Page
    form: Stream
    marks: tuple[PutMark, ...]


def draw(pdf: Pdf, marks: Iterable[PutMark]) -> list[MarkedPage]:
    """Draw the marks of one document on its pages, in their order; returns the pages that were changed.

    Raises MarksError for a mark on a page that the document does not have, or that fails `check_drawable`.
    """
    by_page: dict[int, list[PutMark]] = {}
    for each in marks:
        if each.drawing or each.caption or each.mark.kind == MarkKind.CHECKBOX:
            by_page.setdefault(each.mark.page, []).append(each)
    pages, shared = pdf.pages, _Shared(pdf)
    changed = []
    for number in sorted(by_page):
        if not 1 <= number <= len(pages):
            raise MarksError(
                sentence("A mark is on page {number}, and the document has {pages}.", number=number, pages=len(pages))
            )
        page = pages[number - 1]
        form = _form(shared, page.obj, by_page[number])
        _put(shared, page, form)
        changed.append(MarkedPage(page, form, tuple(by_page[number])))
    return changed


class _Shared:
    """Objects that pages of one document have in common: made, written and compared once."""

    def __init__(self, pdf: Pdf) -> None:
        self.pdf = pdf
        self.fonts: Callable[[str], Object] = cache(lambda letters: _fonts(self, letters))
        self.content: Callable[[str], Stream] = cache(lambda content: pdf.make_stream(content.encode()))


# The page


def _put(shared: _Shared, page: Page, form: Stream) -> None:
    resources = inherited(page.obj, Name.Resources)
    # Copies, as other pages may use the same.
    resources = copy(resources) if isinstance(resources, Dictionary) else Dictionary()
    given = resources.get(Name.XObject)
    resources.XObject = copy(given) if isinstance(given, Dictionary) else Dictionary()
    name, number = FORM_NAME, 0
    while name in resources.XObject:
        number += 1
        name = f"{FORM_NAME}{number}"
    resources.XObject[name] = form
    streams = _streams(page)
    opening, closing = _nesting(shared.pdf, page)
    page.obj.Resources = resources
    before, after = shared.content(f"{opening}\n"), shared.content(f"\n{closing} q {name} Do Q\n")
    page.obj.Contents = Array([before, *streams, after])


def check_drawable(pdf: Pdf) -> None:
    """Raises MarksError, naming the page, for content that would not let anything be drawn after it."""
    for page in pdf.pages:
        _nesting(pdf, page)


def _streams(page: Page) -> list[Stream]:
    contents = page.obj.get(Name.Contents)
    return [each for each in (contents if isinstance(contents, Array) else [contents]) if isinstance(each, Stream)]


def _nesting(pdf: Pdf, page: Page) -> tuple[str, str]:
    """What has to stand before and after the content of a page, so that the state after it is that before it."""
    try:
        content = b"\n".join(each.read_bytes() for each in _streams(page))
        digest = sha256(content).digest()
        if digest not in _known_nestings:
            if len(_known_nestings) >= _MAX_KNOWN_NESTINGS:
                _known_nestings.clear()
            _known_nestings[digest] = _closing(pdf, content)
    except (PdfError, ValueError) as error:
        raise MarksError(sentence("The content of page {page} breaks off.", page=pdf.pages.index(page) + 1)) from error
    return _known_nestings[digest]


def _closing(pdf: Pdf, content: bytes) -> tuple[str, str]:
    """Raises PdfError or ValueError for content that breaks off."""
    # What begins in the content and does not end there takes the end in.
    whole = Dictionary(Type=Name.Page, Contents=pdf.make_stream(content + f"\n{_END} MP".encode()))
    with warnings.catch_warnings(action="ignore"):  # operands at the end that belong to no operator draw nothing
        *found, last = pikepdf.parse_content_stream(whole, _NESTING)
    if not len(last.operands) or last.operands[-1] != _END:
        raise ValueError
    saved, lowest, marked, text = 0, 0, 0, False
    for each in found:
        match str(each.operator):
            case "q":
                saved += 1
            case "Q":
                saved -= 1
                lowest = min(lowest, saved)
            case "BMC" | "BDC":
                marked += 1
            case "EMC":
                marked = max(marked - 1, 0)
            case "BT" | "ET" as operator:
                text = operator == "BT"
    more = 1 - lowest
    return " ".join(["q"] * more), " ".join(["ET"] * text + ["EMC"] * marked + ["Q"] * (saved + more))


def inherited(page: Object, name: Name) -> Any:
    """A value of a page, or of the nearest node above it that has one (ISO 32000-1, 7.7.3.4)."""
    node: Any = page
    for _ in range(100):  # deeper page trees are hostile
        if not isinstance(node, Dictionary):
            return None
        if name in node:
            return node[name]
        node = node.get(Name.Parent)
    return None


class _Sheet(NamedTuple):
    """How the page is shown: its size, and the matrix from there to user space."""

    width: float
    height: float
    matrix: tuple[float, ...]


def _sheet(page: Object) -> _Sheet:
    media = _corners(inherited(page, Name.MediaBox))
    crop = inherited(page, Name.CropBox)
    left, bottom, right, top = media
    if isinstance(crop, Array) and len(crop) == 4:
        other = _corners(crop)
        left, bottom, right, top = (
            max(left, other[0]),
            max(bottom, other[1]),
            min(right, other[2]),
            min(top, other[3]),
        )
    width, height = right - left, top - bottom
    match int(inherited(page, Name.Rotate) or 0) % 360:
        case 90:
            return _Sheet(height, width, (0, 1, 1, 0, left, bottom))
        case 180:
            return _Sheet(width, height, (-1, 0, 0, 1, right, bottom))
        case 270:
            return _Sheet(height, width, (0, -1, -1, 0, right, top))
    return _Sheet(width, height, (1, 0, 0, -1, left, top))


def _corners(box: Any) -> tuple[float, float, float, float]:
    x, y, other_x, other_y = (float(each) for each in box)
    return min(x, other_x), min(y, other_y), max(x, other_x), max(y, other_y)


# The form


def _form(shared: _Shared, page: Object, marks: Sequence[PutMark]) -> Stream:
    sheet, letters = _sheet(page), _Letters()
    content = "\n".join(line for mcid, each in enumerate(marks) for line in _figure(each, mcid, letters, shared))
    form: Stream = shared.pdf.make_stream(
        content.encode(),
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=_numbers((0, 0, sheet.width, sheet.height)),
        Matrix=_numbers(sheet.matrix),
        Resources=shared.fonts("".join(letters.numbers)),
    )
    return form


def _figure(placed: PutMark, mcid: int, letters: "_Letters", shared: _Shared) -> Iterator[str]:
    mark = placed.mark
    yield f"/Figure <</MCID {mcid}>> BDC"
    if mark.kind == MarkKind.CHECKBOX:
        yield from _cross(mark, letters)
    below = min(CAPTION_HEIGHT, mark.height * CAPTION_SHARE) if placed.caption else 0.0
    if placed.drawing:
        scale = MAX_SCALE_SIGNATURE if mark.kind in CAPTIONED else MAX_SCALE_TEXT
        area = _Area(mark.x, mark.y, mark.width, mark.height - below)
        yield from _drawn(placed.drawing, area, scale, INK, letters, shared)
    if placed.caption:
        area = _Area(mark.x, mark.y + mark.height - below, mark.width, below)
        yield from _drawn(placed.caption, area, MAX_SCALE_CAPTION, GREY, letters, shared)
    yield "EMC"


class _Area(NamedTuple):
    x: float
    y: float
    width: float
    height: float


def _drawn(
    drawing: Drawing | Line, area: _Area, max_scale: float, colour: str, letters: "_Letters", shared: _Shared
) -> Iterator[str]:
    """As large as it fits, in the lower left corner; then its text, which nobody sees, over the same place."""
    left, top, right, bottom = drawing.box
    across, down = max(right - left, 1), max(bottom - top, 1)
    scale = min(area.width / across, area.height / down, max_scale)
    x, y = area.x - left * scale, area.y + area.height - bottom * scale
    yield f"q {_number(scale)} 0 0 {_number(scale)} {_number(x)} {_number(y)} cm"
    path = _path(drawing)
    if path and drawing.strokes:
        yield f"{colour} RG 1 J 1 j {_number(PEN / scale)} w"
        yield f"{path} S"
    elif path:
        yield f"{colour} rg"
        yield f"{path} f"
    yield "Q"
    height = down * scale
    yield from letters.shown(drawing.text, _Area(area.x, area.y + area.height - height, across * scale, height))


def _cross(mark: Mark, letters: "_Letters") -> Iterator[str]:
    side = min(mark.width, mark.height)
    area = _Area(mark.x + (mark.width - side) / 2, mark.y + (mark.height - side) / 2, side, side)
    near, far = 0.2 * side, 0.8 * side
    left, right, upper, lower = (_number(each) for each in (area.x + near, area.x + far, area.y + near, area.y + far))
    yield f"q {INK} RG 1 J {_number(PEN)} w"
    yield f"{left} {upper} m {right} {lower} l {left} {lower} m {right} {upper} l S"
    yield "Q"
    yield from letters.shown(_CHECK_TEXT, area)


@lru_cache(maxsize=64)  # pages have the same drawings, and a file is drawn on again when it is verified
def _path(drawing: Drawing | Line) -> str:
    """With each command after its numbers."""
    path = drawing.strokes or drawing.outlines
    parts = _COMMAND.split(f"{path} ".translate(_COMMANDS))
    return " ".join([numbers + command for command, numbers in zip(parts[1::2], parts[2::2], strict=True)])


# Text for extraction and search


class _Letters:
    """The characters of one form, numbered as they come, 256 to a font."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def shown(self, text: str, area: _Area) -> Iterator[str]:
        """Operators that write the text from edge to edge along the foot of the area, in letters that draw nothing."""
        if not text:
            return
        numbers = [self.numbers.setdefault(letter, len(self.numbers)) for letter in in_visual_order(text)]
        width = area.width / len(numbers)
        height = min(area.height, _MAX_HEIGHT * width)
        across, up = _number(width * _EM / _WIDTH), _number(-height)
        baseline = area.y + area.height - height * _DESCENT / _EM
        yield f"BT {across} 0 0 {up} {_number(area.x)} {_number(baseline)} Tm"
        for font, run in groupby(numbers, lambda number: number // _LETTERS_OF_FONT):
            codes = "".join(f"{number % _LETTERS_OF_FONT:02X}" for number in run)
            yield f"/F{font} 1 Tf <{codes}> Tj"
        yield "ET"


def in_visual_order(text: str) -> str:
    """As programs expect characters from left to right on a page: they turn around what is Arabic or Hebrew."""
    return _RUN.sub(lambda run: run[0][::-1], text)


def _fonts(shared: _Shared, letters: str) -> Object:
    """The resources of a form with these letters."""
    starts = range(0, len(letters), _LETTERS_OF_FONT)
    fonts = {f"/F{at}": _font(shared, letters[start : start + _LETTERS_OF_FONT]) for at, start in enumerate(starts)}
    return shared.pdf.make_indirect(Dictionary(Font=Dictionary(fonts)))


def _font(shared: _Shared, letters: str) -> Object:
    size = len(letters)
    font = Object.parse(
        f"""<<
            /Type /Font /Subtype /Type3
            /FontBBox [0 {-_DESCENT} {_WIDTH} {_EM - _DESCENT}]
            /FontMatrix [0.001000 0.000000 0.000000 0.001000 0.000000 0.000000]
            /Encoding << /Type /Encoding /Differences [0 {"/empty " * size}] >>
            /FirstChar 0 /LastChar {size - 1} /Widths [{f"{_WIDTH} " * size}]
            /Resources << >>
        >>""".encode()
    )
    font.CharProcs = Dictionary(empty=shared.content(f"{_WIDTH} 0 d0"))
    font.ToUnicode = shared.content(_to_unicode(letters))
    return shared.pdf.make_indirect(font)


def _to_unicode(letters: str) -> str:
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        f"/CMapName {FORM_NAME} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<00> <FF>",
        "endcodespacerange",
    ]
    for start in range(0, len(letters), _LETTERS_OF_BLOCK):
        block = letters[start : start + _LETTERS_OF_BLOCK]
        lines.append(f"{len(block)} beginbfchar")
        for code, letter in enumerate(block, start):
            lines.append(f"<{code:02X}> <{letter.encode('utf-16-be').hex().upper()}>")
        lines.append("endbfchar")
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines)


# Numbers


def _number(value: float) -> str:
    written = f"{value:.6f}"
    return written if float(written) else "0.000000"  # and not -0.000000


def _numbers(values: Iterable[float]) -> Array:
    return Array([Decimal(_number(value)) for value in values])
