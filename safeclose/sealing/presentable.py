"""Which PDFs may be presented for signature: those that show everyone the same, today and later."""

from io import BytesIO

import pikepdf

from safeclose.child_processes.confined import UnfitError
from safeclose.verify.active import active_content
from safeclose.verify.seal import looks_sealed

FORM = "The PDF has form fields or signatures; print it to a new PDF first."
SEALED = "The PDF is sealed already, or holds what looks like a seal."


class NotPresentableError(UnfitError):
    """The PDF can't be signed as it is; the sentence says why."""


def check_presentable(pdf: bytes) -> None:
    """Refuse a PDF that is protected, signed already, or can change what it shows (NotPresentableError).

    To be called before anyone is asked to sign: sealing refuses the same files, and that would be too late.
    """
    try:
        opened = pikepdf.open(BytesIO(pdf))
    except pikepdf.PasswordError:
        raise NotPresentableError("The PDF is protected by a password.") from None
    except pikepdf.PdfError:
        raise NotPresentableError("The file is not a PDF that can be read.") from None
    refuse_sealed(pdf)
    with opened:
        if found := _obstacle(opened):
            raise NotPresentableError(found)


def refuse_sealed(pdf: bytes) -> None:
    """Refuse a file that has a seal, without reading it as a PDF (NotPresentableError)."""
    if looks_sealed(pdf):
        raise NotPresentableError(SEALED)


def _obstacle(pdf: pikepdf.Pdf) -> str | None:
    if pdf.is_encrypted:
        return "The PDF is encrypted."
    if not len(pdf.pages):
        return "The PDF has no pages."
    form = pdf.Root.get("/AcroForm")
    if form is not None and ("/XFA" in form or len(form.get("/Fields", []))):
        return FORM
    if "/OCProperties" in pdf.Root:
        return "The PDF has layers that can be shown and hidden; print it to a new PDF first."
    return active_content(pdf)
