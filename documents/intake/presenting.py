"""Checks and normalizes every PDF that will be presented for signature, rendered here or uploaded."""

import re
from dataclasses import dataclass, field

from pikepdf import Array, Dictionary, Name, Pdf, String

from documents.intake.consistent_display import settle
from documents.intake.normal_form import written
from documents.intake.opening import opened, refuse_document_actions
from documents.intake.tags import settle_tags
from documents.intake.widget_marks import TAKEN, has_form, marks_of_widgets
from safeclose.child_processes.confined import Outcome, UnfitError, confined
from safeclose.marks.definitions import Mark
from safeclose.sealing.presentable import SEALED
from safeclose.sealing.tags import drop_broken_tree
from safeclose.verify.seal import FIELD_NAME

# Modules that only the child processes import: importing pyHanko takes longer than checking a file.
FOR_CHILDREN = ("documents.intake.rehearsal",)
USAGE_RIGHTS = "usage rights"
BROKEN_TAGS = "damaged tags"


@dataclass(frozen=True)
class Presentable:
    """A PDF in normal form, of which a sealed PDF can be made.

    left_out   what the file had and this one has not, in words
    language   `fr` where the PDF says that it is in French, else `en`: the languages that we write in
    marks      what its form asked of signers, where it had one: see marks_of_widgets. They name no party
    """

    pdf: bytes
    page_count: int
    left_out: list[str]
    language: str = "en"
    marks: list[Mark] = field(default_factory=list)


def presentable(content: bytes) -> Presentable:
    """Bring a PDF into normal form and seal it for trial. Raises UnfitError for a file that can't be presented.

    To be called before a PDF is stored to be signed; nothing but `pdf` of the result may be shown, hashed and signed.
    The same content gives the same result. Takes some 100 ms of the processor for ten pages, in another process.
    """
    outcome = confined(prepare, content)
    found = outcome.data
    marks = [Mark.read(each) for each in found["marks"]]
    return Presentable(outcome.file, found["pageCount"], found["leftOut"], found["language"], marks)


def prepare(content: bytes) -> Outcome:
    """For `confined`: what Presentable holds."""
    with opened(content, repair=False) as pdf:
        left_out = strip_usage_rights(pdf)
        _refuse_sealed(pdf)
        refuse_document_actions(pdf)
        marks: list[Mark] = []
        if has_form(pdf):
            marks = marks_of_widgets(pdf)
            left_out.append(TAKEN)
        left_out += settle(pdf)
        settle_tags(pdf)
        if drop_broken_tree(pdf):
            left_out.append(BROKEN_TAGS)
        found = {"pageCount": len(pdf.pages), "leftOut": left_out, "language": _language(pdf)}
        found["marks"] = [mark.written() for mark in marks]
        normal = written(pdf)
    rehearsed(normal)
    return Outcome(found, normal)


def rehearsed(normal: bytes) -> bytes:
    """A PDF in normal form, sealed for trial. Raises UnfitError where that fails."""
    from documents.intake.rehearsal import rehearse

    rehearse(normal)
    return normal


def strip_usage_rights(pdf: Pdf) -> list[str]:
    """Remove what allows Adobe Reader to do more with this file (ISO 32000-1, 12.8.2.3); the words for `left_out`.

    It is written like a signature, but nobody signed with it.
    """
    permissions = pdf.Root.get(Name.Perms)
    if not isinstance(permissions, Dictionary):
        return []
    found = permissions.keys() & {"/UR", "/UR3"}
    for key in found:
        del permissions[key]
    return [USAGE_RIGHTS] if found else []


def _language(pdf: Pdf) -> str:
    said = pdf.Root.get(Name.Lang)
    return "fr" if isinstance(said, String) and re.match(r"fr(?![a-z])", str(said), re.IGNORECASE) else "en"


def _refuse_sealed(pdf: Pdf) -> None:
    form = pdf.Root.get(Name.AcroForm)
    fields = form.get(Name.Fields) if isinstance(form, Dictionary) else None
    listed = [each for each in fields if isinstance(each, Dictionary)] if isinstance(fields, Array) else []
    if any(str(each.get(Name.T)) == FIELD_NAME for each in listed):
        raise UnfitError(SEALED)
