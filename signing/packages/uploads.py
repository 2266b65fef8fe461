"""PDFs that people upload to be signed: stored as they came, and in the form in which they are presented."""

from dataclasses import dataclass, field, replace
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from documents.intake.presenting import presentable
from safeclose.child_processes.confined import UnfitError
from safeclose.http.uploads import Form
from safeclose.marks.definitions import ENTERED, Mark
from safeclose.records.transactions import assert_no_transaction
from safeclose.refusals import Invalid
from safeclose.storage import files

__all__ = ["Form", "StoredPdf", "store_pdf"]


@dataclass(frozen=True)
class StoredPdf:
    """An upload in the file store.

    sha256            of what is shown, hashed and signed
    received_sha256   of the file as it came; None where the service made it
    left_out          what the file had and the presented one has not, in words
    language          "en" or "fr", as it says; None where that was not recorded
    marks             what its form asked of signers, where it had one; they name no party
    """

    sha256: str
    received_sha256: str | None
    page_count: int
    left_out: list[str]
    language: str | None = None
    marks: list[Mark] = field(default_factory=list)

    @property
    def columns(self) -> dict[str, Any]:
        """Of a document or a template, what the file gives."""
        return {
            "file_sha256": self.sha256,
            "received_sha256": self.received_sha256,
            "left_out": self.left_out,
            "page_count": self.page_count,
            "language": self.language,
        }

    @property
    def positions(self) -> list[dict[str, Any]]:
        """The marks, as they are stored with a document or a template.

        Makers of forms rarely say that a signature is required; where one is asked to sign, it is.
        """
        return [replace(mark, required=mark.required or mark.kind not in ENTERED).written() for mark in self.marks]


def store_pdf(file: UploadedFile) -> StoredPdf:
    """Store an uploaded PDF that can be signed and sealed. Raises Invalid, saying why, for any other."""
    assert_no_transaction()
    content = file.read()
    try:
        found = presentable(content)
    except UnfitError as error:
        raise Invalid(f"file: {error}") from error
    sha256, received_sha256 = files.keep(found.pdf), files.keep(content)
    return StoredPdf(sha256, received_sha256, found.page_count, found.left_out, found.language, found.marks)
