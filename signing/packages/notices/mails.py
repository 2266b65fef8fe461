"""Mails to signers and senders: English and French in one, for nobody has told us which they read."""

from collections.abc import Mapping
from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from signing.packages.settings.models import LocationSettings
from signing.packages.signers.models import PackageSigner
from workspace.models import User

LANGUAGES = ("en", "fr")
RULE = "\n\n" + "-" * 40 + "\n\n"


def notice(signer: PackageSigner) -> EmailMessage:
    """Asks a signer to sign; the signer comes with package, location and organization."""
    signing, sender = signer.signing, _sender(signer)
    content = {
        "signer": signer,
        "signing": signing,
        "sender": sender,
        "count": signing.documents.count() if signer.signs_all else signer.assignments.count(),
        "url": settings.PUBLIC_URL,
        "expires": f"{signing.expires_at:%Y-%m-%d %H:%M} UTC" if signing.expires_at else "",
    }
    return EmailMessage(
        subject=f"Please sign · À signer : {signing.title}",
        body=_in_both("notice", content),
        from_email=formataddr((sender, parseaddr(settings.DEFAULT_FROM_EMAIL)[1])),
        to=[formataddr((signer.name, signer.email))],
    )


def refusal(signer: PackageSigner, user: User) -> EmailMessage:
    """Tells the sender, or an owner in the sender's place, that a signer's account has another address now."""
    signing = signer.signing
    return EmailMessage(
        subject=f"Signature refused · Signature refusée : {signing.title}",
        body=_in_both("refused", {"signer": signer, "signing": signing, "user": user, "url": settings.PUBLIC_URL}),
        to=[formataddr((user.name, user.email))],
    )


def _sender(signer: PackageSigner) -> str:
    location = signer.signing.location
    own = LocationSettings.objects.filter(location=location).first()
    return (own and own.sender_name) or location.company.organization.name


def _in_both(name: str, content: Mapping[str, Any]) -> str:
    texts = [render_to_string(f"signing/packages/{name}.{language}.txt", dict(content)) for language in LANGUAGES]
    return RULE.join(text.strip() for text in texts) + "\n"
