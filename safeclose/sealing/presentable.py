"""Checks whether a PDF can be presented for signature: it must show the same in every reader, at any time."""

from io import BytesIO

import pikepdf

from safeclose.child_processes.confined import UnfitError
from safeclose.verify.active import active_content
from safeclose.verify.seal import looks_sealed

FORM = "The PDF has form fields or signatures; print it to a new PDF first."
SEALED = "The PDF is sealed already, or holds what looks like a seal."


class NotPresentableError(UnfitError):
    """The PDF can't be signed; the message is a sentence that says why."""


def check_presentable(pdf: bytes) -> None:
    """Raises NotPresentableError for a PDF that is protected, signed, or can change what it shows.

    To be called before signing: sealing refuses the same files, which would be too late.
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
    """Raises NotPresentableError for a file with a seal, without parsing it as a PDF."""
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
