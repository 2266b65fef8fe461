"""Opens PDFs of unknown origin within limits of size and time, and refuses those that could harm their readers."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Page, Pdf

from documents.intake.size_limits import refuse_bombs
from documents.intake.stream_filters import settle_filters
from safeclose.child_processes.confined import UnfitError

MAX_PAGES = 2000
MAX_SIDE_POINTS = 3400.0  # slightly more than ISO A0
MIN_SIDE_POINTS = 18.0

_LIMITS: dict[str, Any] = {
    "parser_max_nesting": 100,
    "parser_max_container_size": 500_000,
    "max_stream_filters": 5,
    "doc_max_warnings": 200,
    "flate_max_memory": 64 * 1024 * 1024,
    "png_max_memory": 64 * 1024 * 1024,
    "run_length_max_memory": 64 * 1024 * 1024,
    "tiff_max_memory": 64 * 1024 * 1024,
    "dct_max_memory": 64 * 1024 * 1024,
}
# pikepdf has a RuntimeError, among others, for a value of a kind that it did not expect.
_FAULTS = (
    pikepdf.PikepdfError,
    ArithmeticError,
    AttributeError,
    IndexError,
    KeyError,
    RuntimeError,
    TypeError,
    ValueError,
)

# From what qpdf says of objects that it leaves out, of a cross-reference table that it made itself, and of syntax that
# other readers take for something else.
_WRONG_LENGTH = ("expected endstream", "/Length key")
_NOT_AT_ITS_PLACE = re.compile(r"\(object (\d+) \d+, offset \d+\): expected \S+ \S+ obj")
_REBUILT = "reconstruct"
_UNPARSED = (
    "treating object as null because of error", "unknown token while reading object", "in hexstring", ": unexpected ",
    "expected dictionary key", "dictionary ended prematurely",
)  # fmt: skip
_HEADER_WITHIN = _TRAILER_WITHIN = 1024  # bytes: ISO 32000-1, Annex H, implementation notes 13 and 18

UNREADABLE = "The file is not a PDF that can be read."
REPAIRED = "The PDF's list of its own parts is damaged; print it to a new PDF first."
DAMAGED = "The PDF is damaged."
LOST = "A part of the PDF is damaged and can't be read; print it to a new PDF first."
_LOST = ("as null", "giving up", "Pages tree includes non-dictionary object")  # in qpdf's warnings
LOCKED = "The PDF is protected by a password."


@contextmanager
def opened(content: bytes, *, repair: bool) -> Iterator[Pdf]:
    """A PDF whose pages are few and small enough to be shown; whatever fails on it within the block is its fault.

    Sets limits of qpdf for the whole process, so it belongs into one that is `confined`. Raises UnfitError.
    `repair`: take a file whose cross-reference table is wrong, as most readers do; not for one that is shown as it
    is, since two readers may repair it into different documents.
    """
    pikepdf.settings.set_qpdf_limits(**_LIMITS)
    content = _trimmed(content)
    try:
        with _checked(content, repair=repair) as pdf:
            yield pdf
            _refuse_lost(_warnings(pdf))  # content that was read and written again
    except RecursionError:
        raise
    except _FAULTS as error:
        raise UnfitError(DAMAGED) from error


def _trimmed(content: bytes) -> bytes:
    """Without what mailers, web servers and disks put around a PDF: readers count from its header, too."""
    start = content.find(b"%PDF-", 0, _HEADER_WITHIN)
    if start < 0:
        raise UnfitError("The file is not a PDF.")
    if content.find(b"startxref", max(len(content) - _TRAILER_WITHIN, 0)) < 0:
        content = content.rstrip(b"\0\r\n ") + b"\n"
    return content[start:]


def _checked(content: bytes, *, repair: bool) -> Pdf:
    pdf = _pdf(content, repair=repair)
    _check(pdf)  # reads every object; only then qpdf has said what it leaves out
    warnings = _warnings(pdf)
    if not repair and _has_elsewhere(content, warnings):
        raise UnfitError(REPAIRED)
    if not repair and any(each in warnings for each in _WRONG_LENGTH):
        # Without recovery qpdf leaves out the streams whose length is stated wrongly, which every reader finds the
        # end of. Nothing else may be recovered.
        pdf = _pdf(content, repair=True)
        _check(pdf)
        warnings = _warnings(pdf)
        if _REBUILT in warnings:
            raise UnfitError(REPAIRED)
    if any(each in warnings for each in _UNPARSED):
        raise UnfitError(LOST)
    if not repair:
        _refuse_lost(warnings)
    return pdf


def _pdf(content: bytes, *, repair: bool) -> Pdf:
    try:
        return pikepdf.open(BytesIO(content), attempt_recovery=repair)
    except pikepdf.PasswordError:
        raise UnfitError(LOCKED) from None
    except pikepdf.PdfError:
        raise UnfitError(UNREADABLE if repair else _why_not(content)) from None


def _has_elsewhere(content: bytes, warnings: str) -> bool:
    """Whether an object that is not where the table says is at another place in the file. Else it counts as null:
    cairo's tables name objects that are never written."""
    missing = _NOT_AT_ITS_PLACE.findall(warnings)
    return any(re.search(rb"(?<!\d)" + number.encode() + rb"\s+\d+\s+obj\b", content) for number in missing)


def _warnings(pdf: Pdf) -> str:
    """What qpdf has said since it was last asked."""
    return "\n".join(str(each) for each in pdf.get_warnings())


def _why_not(content: bytes) -> str:
    try:
        pikepdf.open(BytesIO(content)).close()
    except pikepdf.PasswordError:
        return LOCKED
    except pikepdf.PdfError:
        return UNREADABLE
    return REPAIRED


def _check(pdf: Pdf) -> None:
    if pdf.is_encrypted:
        raise UnfitError("The PDF is encrypted.")
    if len(pdf.pages) > MAX_PAGES:
        raise UnfitError(f"The PDF has more than {MAX_PAGES} pages.")
    if not len(pdf.pages):
        raise UnfitError("The PDF has no pages.")
    for number, page in enumerate(pdf.pages, start=1):
        _check_size(page, number)
    settle_filters(pdf)
    refuse_bombs(pdf)


def _refuse_lost(warnings: str) -> None:
    """Raises UnfitError where qpdf went on without something that other readers may show: a page, the rest of a page.

    It says so in warnings only, and only once something has been read.
    """
    if any(sign in warnings for sign in _LOST):
        raise UnfitError(LOST)


def _check_size(page: Page, number: int) -> None:
    unit = float(page.obj.get(Name.UserUnit, 1))
    for box in (page.mediabox, page.cropbox):
        left, bottom, right, top = (float(edge) for edge in box)
        sides = (abs(right - left) * unit, abs(top - bottom) * unit)
        if not all(MIN_SIDE_POINTS <= side <= MAX_SIDE_POINTS for side in sides):
            size = " × ".join(f"{side:.0f}" for side in sides)
            raise UnfitError(f"Page {number} measures {size} points; a side has {MIN_SIDE_POINTS:.0f} to 3,400.")


def refuse_document_actions(pdf: Pdf) -> None:
    """Raises UnfitError for what acts when the document is opened, printed or closed, or is carried along unseen."""
    if found := _document_action(pdf):
        raise UnfitError(found)


def _document_action(pdf: Pdf) -> str | None:
    opening = pdf.Root.get(Name.OpenAction)
    # An array is only a place to open at.
    acts = isinstance(opening, Dictionary) and (str(opening.get(Name.S)) != "/GoTo" or Name.Next in opening)
    if acts and not _is_empty(opening):
        return "The PDF has an action that starts when it is opened."
    if not _is_empty(pdf.Root.get(Name.AA)):
        return "The PDF has actions of its own."
    names = pdf.Root.get(Name.Names)
    names = names if isinstance(names, Dictionary) else Dictionary()
    if not _is_empty_tree(names.get(Name.JavaScript)):
        return "The PDF contains scripts."
    if not _is_empty_tree(names.get(Name.EmbeddedFiles)) or not _is_empty(pdf.Root.get(Name.AF)):
        return "The PDF contains other files."
    return None


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, Array | Dictionary) and not len(value))


def _is_empty_tree(names: Any) -> bool:
    """Whether a tree of names (ISO 32000-1, 7.9.6) is what programs leave when they have removed everything from it."""
    if not isinstance(names, Dictionary):
        return names is None
    return all(_is_empty(names.get(key)) for key in (Name.Names, Name.Kids))
