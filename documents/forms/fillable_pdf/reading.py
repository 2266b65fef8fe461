"""Reads an uploaded PDF form, in a child process."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name, Pdf, String

from documents.forms.fillable_pdf.acroform import read_form
from documents.forms.fillable_pdf.fields import Field, FormMark, restored, stored
from documents.forms.fillable_pdf.languages import usable
from documents.forms.fillable_pdf.page_backgrounds import (
    as_paper,
    dictionaries,
    left_out,
    take_out_actions,
    usage_rights,
)
from documents.intake import presenting
from documents.intake.consistent_display import settle
from documents.intake.normal_form import written
from documents.intake.opening import opened
from documents.intake.presenting import rehearsed
from safeclose.child_processes.confined import Outcome, UnfitError, confined

FOR_CHILDREN = ("documents.forms.fillable_pdf.appearances_by_pdfium", *presenting.FOR_CHILDREN)
MAX_FORM_PAGES = 200
XFA = "The PDF is an XFA form; save it as an ordinary fillable PDF (AcroForm) first."
NO_FIELDS = "The PDF has no fields that can be filled in."


@dataclass(frozen=True)
class BlankPaper:
    """A form taken apart: its pages as paper, with their sizes, and its fields.

    pages      media box of each page: left, bottom, right, top
    left_out   what the form had that paper has not, in words
    marks      places for signers
    """

    pdf: bytes
    pages: list[tuple[float, float, float, float]]
    fields: list[Field]
    language: str | None
    left_out: list[str]
    marks: list[FormMark]


def blank_paper(content: bytes) -> BlankPaper:
    """Take a fillable PDF apart. Raises UnfitError, saying why, for what is none or is not fit for it."""
    outcome = confined(take_apart, content)
    pages = [(float(a), float(b), float(c), float(d)) for a, b, c, d in outcome.data["pages"]]
    fields = [restored(row) for row in outcome.data["fields"]]
    marks = [FormMark.restored(row) for row in outcome.data["marks"]]
    return BlankPaper(outcome.file, pages, fields, outcome.data["language"], outcome.data["leftOut"], marks)


def take_apart(content: bytes) -> Outcome:
    """For `confined`: what BlankPaper holds."""
    with opened(content, repair=True) as pdf:
        if len(pdf.pages) > MAX_FORM_PAGES:
            raise UnfitError(f"The form has more than {MAX_FORM_PAGES} pages.")
        _refuse_signed(pdf)
        if pdf.Root.get(Name.NeedsRendering):  # its pages are made by a program in it
            raise UnfitError(XFA)
        named = left_out(pdf)  # before anything is changed
        take_out_actions(pdf)
        settled = settle(pdf, keep_widgets=True)
        form = read_form(pdf)
        if not form.fields and not form.marks:
            raise UnfitError(XFA if Name.XFA in pdf.Root.get(Name.AcroForm, Dictionary()) else NO_FIELDS)
        data: dict[str, Any] = {
            "pages": [sorted_box([float(edge) for edge in page.mediabox]) for page in pdf.pages],
            "fields": [stored(field) for field in form.fields],
            "marks": [each.stored() for each in form.marks],
            "language": _language(pdf),
            "leftOut": sorted({*named, *settled, *form.left_out}),
        }
        paper = as_paper(pdf, form.drawn)
    with pikepdf.open(BytesIO(paper)) as pdf:
        return Outcome(data, rehearsed(written(pdf)))


def sorted_box(edges: list[float]) -> list[float]:
    """Left, bottom, right, top, whichever corners a rectangle is given by."""
    left, bottom, right, top = edges
    return [min(left, right), min(bottom, top), max(left, right), max(bottom, top)]


def _language(pdf: Pdf) -> str | None:
    given = pdf.Root.get(Name.Lang)
    return usable(str(given)) if isinstance(given, String) else None


def _refuse_signed(pdf: Pdf) -> None:
    rights = usage_rights(pdf)
    unsigned = {each.objgen for each in rights if each.is_indirect}
    for each in dictionaries(pdf):
        is_right = each in rights if not each.is_indirect else each.objgen in unsigned
        value = each.get(Name.V)
        is_value_too = isinstance(value, Dictionary) and value.is_indirect and value.objgen in unsigned
        if (Name.ByteRange in each and not is_right) or is_value_too:
            raise UnfitError("The PDF is signed already.")
