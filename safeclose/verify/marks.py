"""Checks of marks: what the events say of them, and whether the pages show that."""

from typing import Any, NamedTuple

from safeclose.clock import iso
from safeclose.marks.placed import MarksError, PutMark, Recorded, Signature, has_marks
from safeclose.sentences import Sentence, sentence
from safeclose.verify.bundle import Bundle
from safeclose.verify.findings import CheckError, Findings
from safeclose.verify.sealed_file import Pages


def check_marks(findings: Findings, bundle: Bundle, prefix: str = "", pages: Pages | None = None) -> None:
    """Checks the marks of a trail, and of the file that it is in; nothing where there are none in either.

    `pages` are those of that file; None for evidence by itself.
    """
    if has_marks(each["payload"] for each in bundle.events) or (pages is not None and pages.other_marks is not None):
        findings.check(f"{prefix}marks", _examine, bundle, pages)


def _examine(bundle: Bundle, pages: Pages | None) -> tuple[Recorded, Sentence]:
    try:
        found = bundle.recorded
    except MarksError as fault:
        raise CheckError(fault.sentence) from None
    if pages is not None:
        _check_pages(found, pages)
    number, own = len(found.marks), sum(each.by == "signer" for each in found.marks)
    if pages is None:
        return found, sentence(
            "{number} marks were put, {own} of them by the signers one by one.", number=number, own=own
        )
    return found, sentence(
        "{number} marks were put, {own} of them by the signers one by one. The pages show those of this document.",
        number=number,
        own=own,
    )


def _check_pages(found: Recorded, pages: Pages) -> None:
    for each in found.marks:
        if each.document == pages.document and each.mark.page > pages.number:
            raise CheckError(
                sentence(
                    "The mark {id} is on page {page}; there are {pages} pages.",
                    id=each.mark.id,
                    page=each.mark.page,
                    pages=pages.number,
                )
            )
    if pages.other_marks is not None:
        raise CheckError(
            sentence("The marks on page {page} are not those that the evidence says.", page=pages.other_marks)
        )


def marks_in(bundle: Bundle | None, document: str) -> list[PutMark]:
    """The marks of one presented file, by its SHA-256, as a bundle says; [] for a bundle that breaks any rule.

    For drawing them; the checks of the bundle find out what is wrong.
    """
    if bundle is None:
        return []
    try:
        return [each for each in bundle.recorded.marks if each.document == document]
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 values of a hostile bundle can be anything
        return []


class Told(NamedTuple):
    """Signatures and marks, as in Description."""

    signatures: list[dict[str, Any]]
    marks: list[dict[str, Any]]


def describe_signing(bundle: Bundle, document: str | None = None) -> Told:
    """What a verified bundle says about one presented file, by its SHA-256, or about all."""
    titles = {each["sha256"]: each.get("title") for each in bundle.content.get("documents", [])}
    try:
        found = bundle.recorded
    except MarksError:  # of a trail without marks, which may say other things in their place
        return Told([], [])

    def told(each: PutMark | Signature) -> dict[str, Any]:
        title = titles.get(each.document)
        return {
            "signer": each.name,
            "at": iso(each.at),
            "event": each.seq,
            "text": each.text,
            "document": title if isinstance(title, str) else None,
        }

    marks = [
        {"page": each.mark.page, "kind": str(each.mark.kind), "label": each.mark.label, **told(each), "by": each.by}
        for each in sorted(found.marks, key=lambda each: each.mark.page)
        if document in (None, each.document)
    ]
    return Told([told(each) for each in found.signatures if document in (None, each.document)], marks)
