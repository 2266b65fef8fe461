"""Chattel documents that people are signing."""

from signing.packages.documents.models import SigningDocument
from signing.packages.package.models import Signing


def active_signing(document_id: str) -> str | None:
    """A record stays while a package that has a print of it is active. Waits for one that is just being sent."""
    packages = SigningDocument.objects.filter(chattel_document_id=document_id).values("signing_id")
    signings = Signing.objects.filter(pk__in=packages).order_by("pk").select_for_update(of=("self",))
    if any(signing.status == Signing.Status.ACTIVE for signing in signings):
        return "The document is part of an active signing, so it can't be deleted."
    return None
