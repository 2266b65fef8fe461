"""Joins presented pages and certificate pages in one PDF, and attaches the presented file and the evidence."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

import pikepdf
from pikepdf import Array, AttachedFileSpec, Dictionary, Name, Pdf, Stream

from safeclose.marks.pages import draw
from safeclose.marks.placed import PutMark
from safeclose.sealing.mark_tags import tag_marks
from safeclose.sealing.page_tree import correct_counts
from safeclose.sealing.tags import join_tags
from safeclose.verify.active import CATALOGUE
from safeclose.verify.attachments import ATTACHMENTS, EVIDENCE, PRESENTED

ATTACHED = {
    PRESENTED: ("application/pdf", "The document exactly as it was presented for signature"),
    EVIDENCE: ("application/json", "The trail of events, with hashes and signature"),
}
# Claims of standards that the joined file may not fulfil.
CLAIMS = (
    "pdfaid:part",
    "pdfaid:conformance",
    "pdfaid:amd",
    "pdfaid:rev",
    "pdfuaid:part",
    "pdfxid:GTS_PDFXVersion",
)


def join(presented: bytes, certificate: bytes, bundle: bytes, marks: Sequence[PutMark] = (), *, at: datetime) -> Pdf:
    """The presented pages with marks over their content, the certificate's, presented file and bundle attached.

    The catalogue keeps only harmless entries (see CATALOGUE). The caller closes the result. Raises MarksError.
    """
    pdf = pikepdf.open(BytesIO(presented))
    correct_counts(pdf)  # for files that were accepted before uploads were normalized
    if marked := draw(pdf, marks):
        tag_marks(pdf, marked)
    with pikepdf.open(BytesIO(certificate)) as appended:
        first = len(pdf.pages)
        pdf.pages.extend(appended.pages)
        join_tags(pdf, appended, first)
    reduce_catalogue(pdf)
    _attach(pdf, {PRESENTED: presented, EVIDENCE: bundle}, at)
    return pdf


def reduce_catalogue(pdf: Pdf) -> None:
    """Removes claims of standards, and all entries of the catalogue that are not harmless (see CATALOGUE)."""
    made_anew = {"/AF", "/AcroForm", "/Extensions", "/Perms"}
    for name in pdf.Root.keys() - (CATALOGUE - made_anew):
        del pdf.Root[name]
    for name, kind in (("/Names", Dictionary), ("/MarkInfo", Dictionary), ("/Metadata", Stream)):
        if name in pdf.Root and not isinstance(pdf.Root[name], kind):
            del pdf.Root[name]
    names = pdf.Root.get(Name.Names, Dictionary())
    pdf.Root.Names = Dictionary(Dests=names.Dests) if Name.Dests in names else Dictionary()
    marks = pdf.Root.get(Name.MarkInfo, Dictionary())
    if not marks.get(Name.Suspects, True):
        del marks.Suspects  # has no meaning, and poppler reports an error
    _disclaim(pdf)


def _attach(pdf: Pdf, files: dict[str, bytes], at: datetime) -> None:
    associated = []
    for name, data in files.items():
        kind, description = ATTACHED[name]
        specification = AttachedFileSpec(
            pdf,
            data,
            filename=name,
            mime_type=kind,
            description=description,
            creation_date=f"D:{at:%Y%m%d%H%M%S}Z",
            mod_date=f"D:{at:%Y%m%d%H%M%S}Z",
        )
        specification.obj.AFRelationship = Name(ATTACHMENTS[name])
        pdf.attachments[name] = specification
        associated.append(pdf.attachments[name].obj)
    pdf.Root.AF = Array(associated)


def _disclaim(pdf: Pdf) -> None:
    if Name.Metadata not in pdf.Root:
        return
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        for claim in CLAIMS:
            if claim in metadata:
                del metadata[claim]
