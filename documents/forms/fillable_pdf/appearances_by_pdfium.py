"""Reads and renders appearance streams with pdfium."""

import ctypes
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
from pikepdf import Array, Dictionary, Name, Object, Page, Pdf

from documents.forms.fillable_pdf.appearances import Box, Drawing, box_of

_RENDERING_PIXELS = 300.0  # width of the rendering, which only shows whether anything is drawn
_SLACK = 1.0  # points by which a letter may reach over the edge
_MAX_DEPTH = 12
_HYPHENS = "\x02\ufffe"  # pdfium's signs for a hyphen at the end of a line


def read(appearances: Sequence[Object]) -> list[Drawing]:
    """What each of them draws."""
    with pypdfium2.PdfDocument(_sheets(appearances)) as document:
        return [_drawing(document, at) for at in range(len(appearances))]


def _sheets(appearances: Sequence[Object]) -> bytes:
    """A PDF with a page for each appearance, which shows it upright: without the matrix that turns it."""
    with Pdf.new() as pdf:
        for each in appearances:
            drawn = pdf.copy_foreign(each)
            drawn.Type, drawn.Subtype = Name.XObject, Name.Form
            if Name.Matrix in drawn:
                del drawn.Matrix
            box = box_of(each) or (0.0, 0.0, 1.0, 1.0)
            page = Dictionary(
                Type=Name.Page,
                MediaBox=Array(box),
                Resources=Dictionary(XObject=Dictionary(Drawn=drawn)),
                Contents=pdf.make_stream(b"/Drawn Do"),
            )
            pdf.pages.append(Page(pdf.make_indirect(page)))
        out = BytesIO()
        pdf.save(out)
        return out.getvalue()


def _drawing(document: Any, number: int) -> Drawing:
    page = document[number]
    try:
        dots, box = _rendered(page), page.get_mediabox()
        visible = set(dots) != {255}
        text = page.get_textpage()
        try:
            lines, readable, clipped = _text(text, box)
        finally:
            text.close()
        if lines and len(set(dots)) == 1:  # in the colour of their ground, or in glyphs that the font has not
            lines, readable = (), False
        return Drawing(lines, readable, visible, clipped, tuple(_bars(page.raw, box)), dots)
    finally:
        page.close()


def _rendered(page: Any) -> bytes:
    scale = min(2.0, _RENDERING_PIXELS / max(page.get_size()))
    bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=False)
    try:
        rows = bytes(bitmap.buffer)
        return b"".join(rows[at : at + bitmap.width] for at in range(0, len(rows), bitmap.stride))
    finally:
        bitmap.close()


def _text(text: Any, page: Box) -> tuple[tuple[tuple[str, Box], ...], bool, bool]:
    lines: list[tuple[str, list[Box]]] = []
    boxes: list[Box] = []
    readable, clipped, current = True, False, ""
    for at in range(text.count_chars()):
        character = chr(pdfium.FPDFText_GetUnicode(text.raw, at))
        if character in _HYPHENS:
            character = "-"
        if character in "\r\n":
            lines.append((current, boxes))
            current, boxes = "", []
            continue
        current += character
        if character.isspace():
            continue
        box = _char_box(text, at)
        boxes.append(box)
        readable &= not pdfium.FPDFText_HasUnicodeMapError(text.raw, at) and _is_plain(character)
        across, up = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        inside = page[0] - _SLACK <= across <= page[2] + _SLACK and page[1] - _SLACK <= up <= page[3] + _SLACK
        clipped |= not inside
    lines.append((current, boxes))
    found = tuple((" ".join(line.split()), _around(boxes)) for line, boxes in lines if boxes)
    return found, readable, clipped


def _is_plain(character: str) -> bool:
    return character.isprintable() and character != "\ufffd" and not "\ue000" <= character <= "\uf8ff"


def _char_box(text: Any, at: int) -> Box:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pdfium.FPDFText_GetCharBox(text.raw, at, left, right, bottom, top)
    return (left.value, bottom.value, right.value, top.value)


def _around(boxes: list[Box]) -> Box:
    return (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))


def _bars(page: Any, whole: Box) -> Iterator[Box]:
    for each in _objects(page):
        if pdfium.FPDFPageObj_GetType(each) != pdfium.FPDF_PAGEOBJ_PATH:
            continue
        mode, stroke = ctypes.c_int(), ctypes.c_int()
        edges = [ctypes.c_float() for _ in range(4)]
        pdfium.FPDFPath_GetDrawMode(each, mode, stroke)
        if mode.value and pdfium.FPDFPageObj_GetBounds(each, *edges):
            left, bottom, right, top = (edge.value for edge in edges)
            is_ground = top - bottom > 0.9 * (whole[3] - whole[1]) and right - left > 0.9 * (whole[2] - whole[0])
            if top - bottom > 4 and not is_ground:
                yield (left, bottom, right, top)


def _objects(page: Any) -> Iterator[Any]:
    waiting = [(pdfium.FPDFPage_GetObject(page, at), 0) for at in range(pdfium.FPDFPage_CountObjects(page))]
    while waiting:
        item, depth = waiting.pop()
        if pdfium.FPDFPageObj_GetType(item) == pdfium.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
            below = range(pdfium.FPDFFormObj_CountObjects(item))
            waiting += [(pdfium.FPDFFormObj_GetObject(item, at), depth + 1) for at in below]
        else:
            yield item
