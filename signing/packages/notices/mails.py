"""Mails to signers: English and French in one, for nobody has told us which they read."""

from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from signing.packages.settings.models import LocationSettings
from signing.packages.signers.models import PackageSigner

LANGUAGES = ("en", "fr")
RULE = "\n\n" + "-" * 40 + "\n\n"


def notice(signer: PackageSigner) -> EmailMessage:
    """Asks a signer to sign; the signer comes with package, location and organization."""
    signing, location = signer.signing, signer.signing.location
    organization = location.company.organization
    own = LocationSettings.objects.filter(location=location).first()
    sender = (own and own.sender_name) or organization.name
    content = {
        "signer": signer,
        "signing": signing,
        "sender": sender,
        "count": signing.documents.count() if signer.signs_all else signer.assignments.count(),
        "url": settings.PUBLIC_URL,
        "expires": f"{signing.expires_at:%Y-%m-%d %H:%M} UTC" if signing.expires_at else "",
    }
    texts = [render_to_string(f"signing/packages/notice.{language}.txt", content) for language in LANGUAGES]
    return EmailMessage(
        subject=f"Please sign · À signer : {signing.title}",
        body=RULE.join(text.strip() for text in texts) + "\n",
        from_email=formataddr((sender, parseaddr(settings.DEFAULT_FROM_EMAIL)[1])),
        to=[formataddr((signer.name, signer.email))],
    )
