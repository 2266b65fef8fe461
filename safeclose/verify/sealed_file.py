"""Checks of a sealed file as a PDF, after its bytes are authenticated."""

import asyncio
from collections.abc import Sequence
from hashlib import sha256
from io import BytesIO
from itertools import islice
from typing import NamedTuple

import pikepdf
from cryptography import x509
from pikepdf import Name
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel

from safeclose.marks.pages import draw
from safeclose.marks.placed import MarksError, PutMark
from safeclose.sentences import Sentence, sentence
from safeclose.verify.active import CATALOGUE, active_content
from safeclose.verify.attachments import ATTACHMENTS, EVIDENCE, PRESENTED
from safeclose.verify.bundle import Bundle
from safeclose.verify.certificates import der
from safeclose.verify.findings import CheckError
from safeclose.verify.pages import has_same_content, page_fingerprints
from safeclose.verify.seal import FIELD_NAME, Seal
from safeclose.verify.trust import validation_context

KEY_USAGE = KeyUsageConstraints({"digital_signature", "non_repudiation"}, match_all_key_usages=False)


Certificates = Sequence[x509.Certificate]


class Attachments(NamedTuple):
    """The attached files."""

    presented: bytes
    evidence: bytes

    @property
    def document(self) -> str:
        """The SHA-256 of the presented file."""
        return sha256(self.presented).hexdigest()


def check_certification(
    pdf: bytes,
    seal: Seal,
    anchors: Sequence[x509.Certificate],
) -> tuple[bool, Sentence]:
    """Checks the signature by a PDF library: it is the only one, covers the whole file and allows no changes."""
    reader = PdfFileReader(BytesIO(pdf), strict=True)
    signatures = reader.embedded_regular_signatures
    if [each.field_name for each in signatures] != [FIELD_NAME]:
        raise CheckError(sentence("The file has {number} signatures; a sealed file has one.", number=len(signatures)))
    embedded = signatures[0]
    status: PdfSignatureStatus = asyncio.run(
        async_validate_pdf_signature(
            embedded,
            validation_context(anchors, seal.at),
            key_usage_settings=KEY_USAGE,
            skip_diff=seal.end == len(pdf),
        )
    )
    if not (status.intact and status.valid and status.trusted and status.docmdp_ok):
        raise CheckError(sentence("The signature does not hold as a PDF signature: {status}.", status=status.summary()))
    if seal.end < len(pdf) and status.modification_level not in (ModificationLevel.NONE, ModificationLevel.LTA_UPDATES):
        raise CheckError(sentence("What was appended after the seal is more than time stamps."))
    if seal.end == len(pdf) and embedded.coverage != SignatureCoverageLevel.ENTIRE_FILE:
        raise CheckError(sentence("The signature does not cover the entire file."))
    if reader.root["/Perms"].raw_get("/DocMDP").reference != embedded.sig_field.raw_get("/V").reference:
        raise CheckError(sentence("The signature is not the one that certifies the file."))
    if embedded.docmdp_level != MDPPerm.NO_CHANGES:
        raise CheckError(sentence("The certification allows changes."))
    return True, sentence("The file is certified, and the certification allows no changes.")


def open_pdf(pdf: bytes) -> tuple[pikepdf.Pdf, Sentence]:
    """Opens the file. Raises CheckError if its structure needs repair."""
    opened = pikepdf.open(BytesIO(pdf), attempt_recovery=False)
    if warnings := opened.get_warnings():
        raise CheckError(sentence("The file's structure is damaged: {warning}.", warning=warnings[0]))
    return opened, sentence("The file is a PDF of {number} pages.", number=len(opened.pages))


def check_attachments(pdf: pikepdf.Pdf) -> tuple[Attachments, Sentence]:
    """The presented file and the evidence bundle, which must be stored without compression."""
    found = {}
    for name, specification in pdf.attachments.items():
        stream = specification.obj.EF.F
        if ATTACHMENTS.get(name) != str(specification.obj.get(Name.AFRelationship)) or "/Filter" in stream:
            raise CheckError(sentence("The attachment {name} does not belong in a sealed file.", name=name))
        found[name] = stream.read_raw_bytes()
    if found.keys() != ATTACHMENTS.keys():
        raise CheckError(sentence("The presented file or the evidence bundle is not attached."))
    return Attachments(found[PRESENTED], found[EVIDENCE]), sentence("The presented file and the evidence are attached.")


def check_inertness(pdf: pikepdf.Pdf) -> tuple[bool, Sentence]:
    """Checks that there are no scripts, actions, hidden content, or form fields other than the seal's."""
    root = pdf.Root
    if unknown := sorted(root.keys() - CATALOGUE):
        raise CheckError(sentence("The file's catalogue holds {names}.", names=", ".join(unknown)))
    if unknown := sorted(root.Names.keys() - {"/EmbeddedFiles", "/Dests"}):
        raise CheckError(sentence("The file's names hold {names}.", names=", ".join(unknown)))
    form = root.AcroForm
    if form.keys() != {"/Fields", "/SigFlags"} or len(form.Fields) != 1 or "/AA" in form.Fields[0]:
        raise CheckError(sentence("The file has a form."))
    if found := active_content(pdf, seal=form.Fields[0]):
        raise CheckError(found)
    return True, sentence("There are no scripts, actions or forms.")


def check_presented(attachments: Attachments, bundle: Bundle) -> tuple[bool, Sentence]:
    """The attached file must be the one the trail is about."""
    found = attachments.document
    if found not in bundle.presented_hashes:
        raise CheckError(sentence("The attached file ({found}) is not the one the trail is about.", found=found))
    return True, sentence("The attached file is the one the trail is about ({found}).", found=found)


class Pages(NamedTuple):
    """What was found of the presented pages; `other_marks` is the first whose marks are not the expected ones.

    document  SHA-256 of the presented file
    """

    document: str
    number: int
    other_marks: int | None


def check_pages(pdf: pikepdf.Pdf, attachments: Attachments, marks: Sequence[PutMark]) -> tuple[Pages, Sentence]:
    """The sealed file must show the presented pages, with marks drawn over them, and after them the certificate.

    That the marks are those in `marks` is found out here, and not demanded.
    """
    with pikepdf.open(BytesIO(attachments.presented)) as expected:
        number = len(expected.pages)
        _draw(expected, [each for each in marks if each.mark.page <= number])
        if len(pdf.pages) <= number:
            raise CheckError(sentence("Pages are missing."))
        shown = islice(page_fingerprints(pdf), number)  # what follows is the certificate
        pairs = zip(page_fingerprints(expected), shown, strict=True)
        others = [page for page, (one, other) in enumerate(pairs, start=1) if one != other]
    if others:
        _check_contents(pdf, attachments, others)
    found = Pages(attachments.document, number, others[0] if others else None)
    if marks:
        return found, sentence(
            "The first {number} pages are those of the attached file, unchanged, under the marks.", number=number
        )
    return found, sentence("The first {number} pages are those of the attached file, unchanged.", number=number)


def _draw(pdf: pikepdf.Pdf, marks: Sequence[PutMark]) -> None:
    try:
        draw(pdf, marks)
    except MarksError as fault:
        raise CheckError(fault.sentence) from None


def _check_contents(pdf: pikepdf.Pdf, attachments: Attachments, numbers: Sequence[int]) -> None:
    with pikepdf.open(BytesIO(attachments.presented)) as presented:
        for number in numbers:
            if not has_same_content(pdf, presented, number):
                raise CheckError(sentence("Page {number} is not the page that was presented.", number=number))


def check_same_certificate(seal: Seal, bundle: Bundle) -> tuple[bool, Sentence]:
    """Evidence and seal must have one signer, and the container no certificate the evidence lacks."""
    if bundle.certificates[0] != seal.container.certificate:
        raise CheckError(sentence("The evidence was signed with another certificate than the file."))
    if frozenset(der(each) for each in bundle.certificates) != seal.container.certificates:
        raise CheckError(sentence("The seal's container has other certificates than the evidence."))
    return True, sentence("The file and the evidence were signed with the same certificate.")
