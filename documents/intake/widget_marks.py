"""Empty fields of a PDF's form as marks: what its signers are asked to put, and where."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, Stream, String

from documents.intake.page_content import annotations, rectangle
from safeclose.child_processes.confined import UnfitError
from safeclose.marks.definitions import MAX_LABEL, MAX_MARKS, Mark, MarkKind
from safeclose.sealing.presentable import FORM

MIN_SIDE_POINTS = 1.0
TAKEN = "form fields"
MAX_DEPTH = 32

# Flags of fields and annotations, by the numbers of their bits (ISO 32000-1, tables 165, 221, 226 and 228).
_REQUIRED, _READ_ONLY = 1 << 1, 1 << 0
_PASSWORD, _FILE_SELECT, _RADIO, _PUSH_BUTTON = 1 << 13, 1 << 20, 1 << 15, 1 << 16
_HIDDEN, _PRINT, _NO_VIEW = 1 << 1, 1 << 2, 1 << 5

_INITIALS = re.compile(r"\b(?:initials?|initiales?|paraphes?|parafes?)\b")
_SIGNED = r"(?:signed|signing|sign|signatures?|sig|signee?)"
_SIGNING_DATE = re.compile(rf"\bdate (?:of |de (?:la )?)?{_SIGNED}\b|\b{_SIGNED} date\b|\bsigne(?:e|s|es)? le\b")
_ONLY_DATE = re.compile(r"date(?: \d+)?")

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Place:
    """Where a field is shown: `page` from 0, `box` (left, bottom, right, top) in the page's own coordinates."""

    page: int
    box: Box


def signature_kind(name: str, tooltip: str) -> MarkKind:
    """Whether a signature field is for initials: its name or its tooltip says so, in English or French."""
    says_initials = any(_INITIALS.search(_words(text)) for text in (name, tooltip))
    return MarkKind.INITIALS if says_initials else MarkKind.SIGNATURE


def is_signing_date(name: str, tooltip: str, place: Place, signatures: Iterable[Place]) -> bool:
    """Whether a text field is plainly for the date of a signature.

    Its name or its tooltip says so (`Date signed`, `date de signature`), or it is called `Date` and nothing else, and
    stands in the row of a signature field.
    """
    texts = [_words(text) for text in (name.rpartition(".")[2], tooltip)]
    if any(_SIGNING_DATE.search(text) for text in texts):
        return True
    return any(_ONLY_DATE.fullmatch(text) for text in texts) and any(_is_beside(place, each) for each in signatures)


def mark_of(page: Page, place: Place, kind: MarkKind, *, name: str, tooltip: str, required: bool) -> Mark | None:
    """The mark for a place of a field; None where nobody sees the place. Its id is not yet unique, see `in_order`."""
    seen = shown_rectangle(page, place.box)
    if seen is None:
        return None
    label = " ".join((tooltip or name).split())[:MAX_LABEL].rstrip()
    return Mark(_id(name) or str(kind), place.page + 1, *seen, kind=kind, required=required, label=label)


def as_read(mark: Mark) -> tuple[float, ...]:
    """The key that sorts marks as people read."""
    return mark.page, mark.y, mark.x


def in_order(marks: Iterable[Mark]) -> list[Mark]:
    """Sorted by `as_read`, with ids that are unique. Raises UnfitError where there are too many."""
    found: dict[str, Mark] = {}
    for mark in sorted(marks, key=as_read):
        mark_id, number = mark.id, 1
        while mark_id in found:
            number += 1
            mark_id = f"{mark.id}-{number}"
        found[mark_id] = replace(mark, id=mark_id)
    if len(found) > MAX_MARKS:
        raise UnfitError(f"The PDF has more than {MAX_MARKS} fields.")
    return list(found.values())


def shown_rectangle(page: Page, box: Box) -> tuple[float, float, float, float] | None:
    """x, y, width and height of what is seen of a box, in points from the upper left corner of the page as readers
    show it: the part within the crop box, turned by /Rotate. None where less than a point is seen."""
    left, bottom, right, top = _visible(page)
    x0, y0, x1, y1 = max(box[0], left), max(box[1], bottom), min(box[2], right), min(box[3], top)
    if x1 - x0 < MIN_SIDE_POINTS or y1 - y0 < MIN_SIDE_POINTS:
        return None
    wide, high = x1 - x0, y1 - y0
    match page.rotation % 360:
        case 90:
            return y0 - bottom, x0 - left, high, wide
        case 180:
            return right - x1, y0 - bottom, wide, high
        case 270:
            return top - y1, right - x1, high, wide
    return x0 - left, top - y1, wide, high


def has_form(pdf: Pdf) -> bool:
    """Whether there is a field, listed or on a page, or a form of another kind."""
    form = pdf.Root.get(Name.AcroForm)
    listed = isinstance(form, Dictionary) and (Name.XFA in form or any(_dictionaries(form.get(Name.Fields))))
    return listed or any(True for page in pdf.pages for _ in _widgets(page))


def marks_of_widgets(pdf: Pdf) -> list[Mark]:
    """The fields of a form whose fields are all empty places for signers; `pdf` is changed: it has no form any more.

    Signature fields become signatures or initials, text fields texts or dates, boxes to tick checkboxes. What is
    drawn of them becomes stamps, which `settle` makes a part of the page. Raises UnfitError for any other form.
    """
    form = pdf.Root.get(Name.AcroForm, Dictionary())
    widgets = [(number, each) for number, page in enumerate(pdf.pages) for each in _widgets(page)]
    if not isinstance(form, Dictionary) or Name.XFA in form:
        raise UnfitError(FORM)
    if not _are_all_shown(
        _dictionaries(form.get(Name.Fields)), {each.objgen for _, each in widgets if each.is_indirect}
    ):
        raise UnfitError(FORM)
    fields = [_Field(number, each) for number, each in widgets]
    for field in fields:
        field.refuse_unfit()
    signatures = [field.place for field in fields if field.kind == "/Sig" and field.place is not None]
    marks = [mark for field in fields if (mark := field.mark(pdf.pages[field.page], signatures)) is not None]
    for field in fields:
        _make_stamp(pdf, field.widget)
    if Name.AcroForm in pdf.Root:
        del pdf.Root.AcroForm
    return in_order(marks)


class _Field:
    """A widget with what it inherits."""

    def __init__(self, page: int, widget: Object) -> None:
        self.page, self.widget = page, widget
        self._above = list(_upwards(widget))
        self.kind = str(self._said(Name.FT))
        self.name = ".".join(text for each in reversed(self._above) if (text := _text(each.get(Name.T))))
        self.tooltip = next((text for each in self._above if (text := _text(each.get(Name.TU)))), "")
        box = rectangle(widget.get(Name.Rect))
        edges = (box.llx, box.lly, box.urx, box.ury) if box else ()
        left, bottom, right, top = (float(edge) for edge in edges or (0, 0, 0, 0))
        flags = _whole(widget.get(Name.F))
        self.place = None if flags & (_HIDDEN | _NO_VIEW) else Place(page, (left, bottom, right, top))

    def _said(self, key: Name) -> Any:
        return next((each[key] for each in self._above if key in each), None)

    def _flags(self, bits: int) -> bool:
        return bool(_whole(self._said(Name.Ff)) & bits)

    def refuse_unfit(self) -> None:
        """Raises UnfitError for what holds a value, and for what is no place for a signer."""
        refused = {
            "/Sig": 0,
            "/Tx": _PASSWORD | _FILE_SELECT | _READ_ONLY,
            "/Btn": _RADIO | _PUSH_BUTTON | _READ_ONLY,
        }.get(self.kind)
        several = self.kind == "/Btn" and _is_one_of_several(self.widget)
        if refused is None or self._flags(refused) or several or self._said(Name.PMD) is not None or not self._empty():
            raise UnfitError(FORM)

    def _empty(self) -> bool:
        held, state = self._said(Name.V), self.widget.get(Name.AS)
        if self.kind == "/Btn":
            return held in (None, Name.Off) and state in (None, Name.Off)
        return held is None or (self.kind == "/Tx" and isinstance(held, String) and not str(held).strip())

    def mark(self, page: Page, signatures: list[Place]) -> Mark | None:
        if self.place is None:
            return None
        match self.kind:
            case "/Sig":
                kind = signature_kind(self.name, self.tooltip)
            case "/Btn":
                kind = MarkKind.CHECKBOX
            case _:
                is_date = is_signing_date(self.name, self.tooltip, self.place, signatures)
                kind = MarkKind.DATE if is_date else MarkKind.TEXT
        required = self._flags(_REQUIRED)
        return mark_of(page, self.place, kind, name=self.name, tooltip=self.tooltip, required=required)


def _make_stamp(pdf: Pdf, widget: Object) -> None:
    """Keep of a widget what is drawn, as an annotation that is only a picture."""
    look = widget.get(Name.AP)
    drawn = look.get(Name.N) if isinstance(look, Dictionary) else None
    if isinstance(drawn, Dictionary) and not isinstance(drawn, Stream):
        drawn = drawn.get(Name.Off)
    if not isinstance(drawn, Stream) or not drawn.read_bytes().strip():
        drawn, widget.F = pdf.make_stream(b""), _PRINT
    for key in widget.keys() - {"/Type", "/Rect", "/F", "/P", "/OC", "/StructParent"}:
        del widget[key]
    widget.Subtype, widget.AP = Name.Stamp, Dictionary(N=drawn)


def _widgets(page: Page) -> Iterator[Object]:
    yield from (each for each in annotations(page.obj) if each.get(Name.Subtype) == Name.Widget)


def _are_all_shown(fields: list[Object], shown: set[tuple[int, int]]) -> bool:
    """Whether every field stands on a page; one that does not could hold what nobody sees."""
    seen: set[tuple[int, int]] = set()
    waiting = list(fields)
    while waiting:
        field = waiting.pop()
        kids = _dictionaries(field.get(Name.Kids))
        if field.is_indirect and field.objgen in seen:
            continue
        if not kids and not (field.is_indirect and field.objgen in shown):
            return False
        seen.add(field.objgen)
        waiting += kids
    return True


def _upwards(widget: Object) -> Iterator[Object]:
    """A widget, its field, and what that is below."""
    at: Any = widget
    for _ in range(MAX_DEPTH):
        if not isinstance(at, Dictionary) or str(at.get(Name.Type)) in ("/Page", "/Pages"):
            return
        yield at
        at = at.get(Name.Parent)


def _is_one_of_several(widget: Object) -> bool:
    """Whether its field has other widgets: of a box to tick each stands for a value of its own."""
    parent = widget.get(Name.Parent)
    return Name.T not in widget and isinstance(parent, Dictionary) and len(_dictionaries(parent.get(Name.Kids))) > 1


def _visible(page: Page) -> Box:
    boxes = [[float(edge) for edge in box] for box in (page.mediabox, page.cropbox)]
    left, bottom = (max(min(box[at], box[at + 2]) for box in boxes) for at in (0, 1))
    right, top = (min(max(box[at - 2], box[at]) for box in boxes) for at in (2, 3))
    return left, bottom, right, top


def _is_beside(place: Place, other: Place) -> bool:
    """Whether two places stand in one row."""
    (_, bottom, _, top), (_, other_bottom, _, other_top) = place.box, other.box
    common = min(top, other_top) - max(bottom, other_bottom)
    return place.page == other.page and common > min(top - bottom, other_top - other_bottom) / 2


def _words(text: str) -> str:
    """`dateSigned_1` → `date signed 1`; letters without accents."""
    plain = "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))
    parted = re.sub(r"(?<=[a-z])(?=[A-Z0-9])", " ", plain)
    return " ".join(re.findall(r"[a-z]+|\d+", parted.lower()))


def _id(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-.")[:56]


def _text(value: Any) -> str:
    return str(value).strip() if isinstance(value, String) else ""


def _whole(value: Any) -> int:
    return value if isinstance(value, int) else 0


def _dictionaries(value: Any) -> list[Object]:
    return [each for each in value if isinstance(each, Dictionary)] if isinstance(value, Array) else []
