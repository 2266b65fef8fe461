"""The files of a sealed trail: certificate, evidence bundle, sealed PDFs. They are sent to clients from here only."""

from typing import Literal

from django.http import HttpRequest, HttpResponse

from safeclose.http.downloads import download
from safeclose.refusals import Conflict, Unavailable
from safeclose.storage import files
from signing.evidence.models import Seal, Trail

Kind = Literal["sealed", "certificate", "bundle"]


def seal_of(trail: Trail | None, *, subject: str) -> Seal:
    """The seal of a trail. Raises Conflict until it is there; `subject` is what the trail is about, in a word."""
    seal = Seal.objects.filter(trail=trail).first() if trail else None
    if seal is None:
        state = "being sealed" if trail and trail.completed_at else "not completed"
        raise Conflict(f"The {subject} is {state}, so it has no such file yet.")
    return seal


def sealed_file(
    request: HttpRequest,
    seal: Seal,
    kind: Kind,
    *,
    title: str,
    label: str | None = None,
    document_sha256: str | None = None,
) -> HttpResponse:
    """A file of a sealed trail, named `<title> (<label>)`; the label is the kind unless another is given.

    Of the sealed PDFs it is the one of the presented document that has the SHA-256 `document_sha256`, or without it
    the first. Raises Unavailable where it is not in the file store.
    """
    sha256 = _sha256(seal, kind, document_sha256)
    suffix, content_type = ("json", "application/json") if kind == "bundle" else ("pdf", "application/pdf")
    name = f"{title} ({label or kind}).{suffix}"
    return download(request, files.read(sha256), sha256=sha256, name=name, content_type=content_type)


def sealed_pdf(seal: Seal) -> bytes:
    """The content of the first sealed PDF; of an envelope it is the only one."""
    return files.read(_sha256(seal, "sealed", None))


def _sha256(seal: Seal, kind: Kind, document_sha256: str | None) -> str:
    if kind == "certificate":
        return seal.certificate_sha256
    if kind == "bundle":
        return seal.bundle_sha256
    rows = seal.files.order_by("pk")
    found = (rows if document_sha256 is None else rows.filter(document_sha256=document_sha256)).first()
    if found is None:
        raise Unavailable("The sealed file can't be found now.")
    return found.sealed_sha256
