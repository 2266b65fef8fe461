"""What a completed package leaves behind."""

from safeclose.refusals import Conflict, Unavailable
from signing.evidence.models import Seal
from signing.packages.documents.models import SigningDocument
from signing.packages.signings.models import Signing


def seal_of(signing: Signing) -> Seal:
    """The seal of a completed package; raises Conflict until it is there."""
    seal = Seal.objects.filter(trail=signing.trail_id).first() if signing.trail_id else None
    if seal is None:
        state = "being sealed" if signing.completed_at else "not complete"
        raise Conflict(f"The package is {state}, so it has no such file yet.")
    return seal


def sealed_sha256(signing: Signing, document: SigningDocument) -> str:
    """Which file one of its documents is, sealed; raises Conflict until it is there."""
    sealed = seal_of(signing).files.filter(document_sha256=document.file_sha256).first()
    if sealed is None:
        raise Unavailable("The sealed file can't be found now.")
    return sealed.sealed_sha256
