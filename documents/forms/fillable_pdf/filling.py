"""Prints values onto the pages of a form, so that every reader shows the same and they can't be changed."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Dictionary, Pdf, String

from documents.forms.fillable_pdf.fields import Field, FormMark, Value, Widget
from documents.forms.fillable_pdf.languages import DEFAULT, usable
from documents.forms.fillable_pdf.page_backgrounds import SHOWN
from documents.rendering.printable_text import printed
from documents.rendering.shaping import stands_apart
from documents.rendering.typesetting import Typeset, typeset

OVERLAY = Path(__file__).with_name("overlay.typ")
WRITTEN = "/Written"  # what is written upon a page is called
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Paper:
    """The pages of a form as a PDF without fields, and the media box of each."""

    pdf: bytes
    pages: Sequence[Box]
    language: str


def fill(
    paper: Paper,
    fields: Sequence[Field],
    values: Mapping[str, Value],
    *,
    title: str,
    at: datetime,
    further: Sequence[tuple[str, str]] = (),
    marks: Sequence[FormMark] = (),
) -> Typeset:
    """The form with `values` (by the fields' names) in it, as a PDF without fields; the same arguments give the
    same bytes.

    A value without room in its field stands on a page at the end, and its number in the field. `further`: name and
    text of what the form has no field for, on the same pages. The field's default stands where no value is given.
    `marks`: of the form; those in fields that are filled are none of the result's.

    Raises documents.rendering.typesetting.Unprintable.
    """
    data = {
        "title": title,
        "language": (usable(paper.language) or DEFAULT).split("-")[0],
        "pages": _sheets(paper.pages, fields, values),
        "further": [{"name": name, "text": text} for name, text in further],
    }
    made = _upon(paper, typeset(OVERLAY, data, at=at).pdf, _shown(fields, values), title=title, at=at)
    return replace(made, marks=tuple(each.mark for each in marks if not (each.fillable and values.get(each.field))))


def version() -> str:
    """SHA-256, in hex, of what decides how values look upon a form."""
    return hashlib.sha256(OVERLAY.read_bytes() + Path(__file__).read_bytes()).hexdigest()


def _sheets(pages: Sequence[Box], fields: Sequence[Field], values: Mapping[str, Value]) -> list[dict[str, Any]]:
    sheets: list[dict[str, Any]] = [
        {"width": right - left, "height": top - bottom, "items": []} for left, bottom, right, top in pages
    ]
    for number, field in enumerate(fields, start=1):
        value = values.get(field.name, field.default)
        for widget in field.widgets:
            if widget.shown and field.is_default(value):
                continue  # _shown
            sheets[widget.page]["items"] += _items(field, widget, value, number, pages[widget.page])
    for sheet in sheets:
        # As people read: from the top, then from the left.
        sheet["items"].sort(key=lambda item: (item["kind"] != "frame", item["y"] + item["h"], item["x"]))
    return sheets


def _shown(fields: Sequence[Field], values: Mapping[str, Value]) -> dict[int, list[str]]:
    """By the number of the page, the drawings of the form's own that stand: of fields that keep what they hold."""
    shown: dict[int, list[str]] = {}
    for field in fields:
        if field.is_default(values.get(field.name, field.default)):
            for widget in field.widgets:
                shown.setdefault(widget.page, []).extend([widget.shown] if widget.shown else [])
    return shown


def _items(field: Field, widget: Widget, value: Value | None, number: int, page: Box) -> Iterator[dict[str, Any]]:
    left, bottom, right, top = widget.box
    place = {
        "x": left - page[0],
        "y": page[3] - top,
        "w": right - left,
        "h": top - bottom,
        "turn": widget.turn,
        "round": widget.round,
        "edge": widget.border_width if widget.border else 0.0,
        "ink": field.ink,
    }
    cells = (field.max_length or 0) if field.comb else 0
    if widget.ground or (widget.border and widget.border_width):
        yield {**place, "kind": "frame", "ground": widget.ground, "border": widget.border, "comb": cells}
    if field.kind in ("checkbox", "radio"):
        if value is True or (value is not None and value == widget.on):
            yield {**place, "kind": "mark"}
    elif value is not None and value is not False and (text := field.printed(value)):
        multiline = field.multiline or field.several
        yield {
            **place,
            "kind": "value",
            "text": text if multiline else ", ".join(text.splitlines()),
            "label": printed(field.label),
            "number": number,
            "size": field.size,
            "align": field.align,
            "multiline": multiline,
            "comb": cells if stands_apart(text) else 0,
        }


def _upon(paper: Paper, overlay: bytes, shown: Mapping[int, Sequence[str]], *, title: str, at: datetime) -> Typeset:
    with pikepdf.open(BytesIO(paper.pdf)) as pdf, pikepdf.open(BytesIO(overlay)) as written:
        for number, page in enumerate(pdf.pages):
            _show(page, shown.get(number, ()))
            drawing = pdf.copy_foreign(written.pages[number].as_form_xobject(handle_transformations=False))
            _draw(page, drawing, paper.pages[number])
        for page in list(written.pages)[len(paper.pages) :]:
            pdf.pages.append(page)
            for key in pdf.pages[-1].obj.keys() & {"/StructParents", "/Tabs"}:
                del pdf.pages[-1].obj[key]
        _describe(pdf, usable(paper.language) or DEFAULT, title, at)
        out = BytesIO()
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return Typeset(out.getvalue(), len(pdf.pages))


def _show(page: pikepdf.Page, names: Sequence[str]) -> None:
    """Draw these of a page's kept drawings; the others go, since they hold what was answered otherwise."""
    drawings = page.obj.Resources.XObject
    for name, _ in list(drawings.items()):
        if name.startswith(SHOWN) and name not in names:
            del drawings[name]
    if names:
        page.contents_add("".join(f"\nq {name} Do Q" for name in names).encode())


def _draw(page: pikepdf.Page, drawing: pikepdf.Object, box: Box) -> None:
    # `page_backgrounds` made the page one drawing that leaves no graphics state behind.
    page.obj.Resources.XObject[WRITTEN] = drawing
    page.contents_add(f"\nq 1 0 0 1 {box[0]:.4f} {box[1]:.4f} cm {WRITTEN} Do Q\n".encode())


def _describe(pdf: Pdf, language: str, title: str, at: datetime) -> None:
    pdf.Root.Lang = String(language)
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    pdf.docinfo["/Title"] = title
    pdf.docinfo["/Creator"] = "Safeclose"
    pdf.docinfo["/CreationDate"] = f"D:{at:%Y%m%d%H%M%S}Z"
    with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata["dc:title"] = title
