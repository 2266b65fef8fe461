"""PDFs that people upload: looked through before anything is kept."""

from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile

from documents.intake.opening import fit_to_show
from safeclose.api.uploads import Form
from safeclose.confined import UnfitError, confined
from safeclose.refusals import Invalid
from safeclose.sealing.presentable import check_presentable, refuse_sealed
from safeclose.transactions import assert_no_transaction

__all__ = ["Form", "Pdf", "read_pdf"]


@dataclass(frozen=True)
class Pdf:
    """The bytes of a PDF that may be signed, and how many pages it has."""

    content: bytes
    page_count: int


def read_pdf(file: UploadedFile) -> Pdf:
    """The uploaded PDF; raises Invalid, saying why, for anything that can't be signed as it is."""
    assert_no_transaction()
    content = file.read()
    try:
        refuse_sealed(content)
        found = confined(fit_to_show, content)  # first: what it lets through, this process may open
        check_presentable(content)
    except UnfitError as error:
        raise Invalid(f"file: {error}") from error
    return Pdf(content, found.data["pageCount"])
