"""Removes what a PDF holds for printing and presentations only, and refuses it where it changes what is shown."""

from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from documents.intake.page_content import drawings, entries, graphics_states, rectangle
from safeclose.child_processes.confined import UnfitError

# /AA (actions) is kept here, because it must be refused and not removed.
_PAGE_KEYS = """
/Type /Parent /Resources /MediaBox /CropBox /Contents /Rotate /Group /Annots /StructParents /Tabs
"""
_PAGE = frozenset(_PAGE_KEYS.split())
_ACTIONS = frozenset({"/AA"})
_PREFERENCES = frozenset({"/DisplayDocTitle", "/Direction"})
# Halftones, separations and overprinting: they have no effect on a screen.
_PRINTERS = ["/HT", "/HTP", "/BG", "/BG2", "/UCR", "/UCR2", "/OP", "/op", "/OPM", "/FL"]
_UNCHANGED = frozenset({"/Identity", "/Default"})


def settle_print_only(pdf: Pdf) -> None:
    """Drop what only printing, print shops or presentations use.

    Raises UnfitError where that, or a page's measures, make readers, screen or paper show something else. Nothing is
    dropped that was shown.
    """
    _settle_preferences(pdf)
    for number, page in enumerate(pdf.pages, start=1):
        _settle_measures(page.obj, number)
        for name in page.obj.keys() - _PAGE:
            if name not in _ACTIONS or not len(page.obj[name]):
                del page.obj[name]
    _settle_resources(pdf)


def _settle_preferences(pdf: Pdf) -> None:
    preferences = pdf.Root.get(Name.ViewerPreferences)
    if isinstance(preferences, Dictionary):
        for name in preferences.keys() - _PREFERENCES:
            del preferences[name]


def _settle_measures(page: Object, number: int) -> None:
    if page.get(Name.UserUnit, 1) != 1:
        raise UnfitError(f"Page {number} is measured in units of its own, which not every reader knows.")
    media, crop = rectangle(page.get(Name.MediaBox)), rectangle(page.get(Name.CropBox))
    if media is None or crop is None or media == crop:
        return
    left, bottom = max(media.llx, crop.llx), max(media.lly, crop.lly)
    right, top = min(media.urx, crop.urx), min(media.ury, crop.ury)
    if left < right and bottom < top:  # else normal_form refuses it
        # Whatever is outside is shown by a reader that takes the other box.
        page.MediaBox = Array([left, bottom, right, top])
        page.CropBox = Array([left, bottom, right, top])


def _settle_resources(pdf: Pdf) -> None:
    for drawing in drawings(pdf):
        if drawing.kind != "page":
            _settle_object(drawing.holder, drawing.page)
        for _, each in entries(drawing.resources, Name.XObject):
            if isinstance(each, Stream):
                _settle_object(each, drawing.page)
        for state in graphics_states(drawing):
            _settle_state(state, drawing.page)


def _settle_object(stream: Object, page: int) -> None:
    if Name.PS in (stream.get(Name.Subtype), stream.get(Name.Subtype2)) or Name.PS in stream:
        raise UnfitError(f"Page {page} has content for PostScript printers only.")
    alternates = stream.get(Name.Alternates)
    for alternate in alternates if isinstance(alternates, Array) else []:
        if isinstance(alternate, Dictionary) and bool(alternate.get(Name.DefaultForPrinting, False)):
            raise UnfitError(f"Page {page} has an image that is replaced by another one on paper.")
    for name in ("/Alternates", "/OPI"):
        if name in stream:
            del stream[name]


def _settle_state(state: Object, page: int) -> None:
    if any(name in state and not _changes_nothing(state[name]) for name in ("/TR", "/TR2")):
        raise UnfitError(f"Page {page} has a transfer function, which changes colours on paper.")
    for name in (*_PRINTERS, "/TR", "/TR2"):
        if name in state:
            del state[name]


def _changes_nothing(function: Any) -> bool:
    each = list(function) if isinstance(function, Array) else [function]
    return all(isinstance(one, Name) and str(one) in _UNCHANGED for one in each)
