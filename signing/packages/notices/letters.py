"""Letters to signers of packages and to their senders."""

from django.conf import settings

from safeclose.messages.letters import Letter, recipient_of
from signing.ceremony.letters import asking, from_sender
from signing.packages.settings.models import LocationSettings
from signing.packages.signers.models import PackageSigner
from workspace.models import User


def notice(signer: PackageSigner) -> Letter:
    """Asks a signer to sign; the signer comes with package, location and organization."""
    signing = signer.signing
    count = signing.documents.count() if signer.signs_all else signer.assignments.count()
    organization = signing.location.company.organization
    return Letter(
        to=recipient_of(signer, language=signer.language),
        **from_sender(organization, signing.created_by_id, name=_sender(signer)),
        template="signing/packages/notice",
        about=signing.title,
        link=settings.PUBLIC_URL,
        words={
            "count": count,
            **asking(organization, expires_at=signing.expires_at, message=signing.message),
        },
    )


def refusal(signer: PackageSigner, user: User) -> Letter:
    """Tells the sender, or an owner in the sender's place, that a signer's account has another address now."""
    return Letter(
        to=recipient_of(user),
        template="signing/packages/refused",
        about=signer.signing.title,
        link=settings.PUBLIC_URL,
        words={"signer": signer, "user": user},
    )


def _sender(signer: PackageSigner) -> str:
    location = signer.signing.location
    own = LocationSettings.objects.filter(location=location).first()
    return (own and own.sender_name) or location.company.organization.name
