"""What the service writes to signers: English and French in one, for nobody has told us which they read."""

from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMessage

from safeclose.storage import files
from signing.envelopes.letters import letter
from signing.envelopes.models import COPY_FOR, Signer
from signing.envelopes.serializers import copy_url, signing_url

# Above this, mail servers begin to refuse; the link is in the mail in any case.
LARGEST = 7 * 1024 * 1024


def link_mail(signer: Signer, token: str, *, is_reminder: bool) -> EmailMessage:
    """Asks a signer to sign; the signer comes with envelope and organization."""
    expires = signer.envelope.expires_at
    return _to(
        signer,
        ("Reminder · Rappel : " if is_reminder else "Please sign · À signer : ") + signer.envelope.title,
        letter(
            "link",
            signer=signer,
            sender=signer.envelope.organization.name,
            url=signing_url(token),
            is_reminder=is_reminder,
            expires=f"{expires:%Y-%m-%d %H:%M} UTC" if expires else "",
        ),
    )


def copy_mail(signer: Signer, token: str) -> EmailMessage:
    """The sealed document, attached where it is not too large, and a link to it."""
    envelope = signer.envelope
    content = files.read(envelope.trail.seal.files.get().sealed_sha256)
    is_attached = len(content) <= LARGEST
    words = letter(
        "copy", signer=signer, sender=envelope.organization.name, url=copy_url(token), is_attached=is_attached,
        days=COPY_FOR.days,
    )  # fmt: skip
    message = _to(signer, f"Signed by everyone · Signé par tous : {envelope.title}", words)
    if is_attached:
        message.attach(f"{envelope.title} (sealed).pdf", content, "application/pdf")
    return message


def _to(signer: Signer, subject: str, body: str) -> EmailMessage:
    sender = signer.envelope.organization.name
    return EmailMessage(
        subject=subject,
        body=body,
        from_email=formataddr((sender, parseaddr(settings.DEFAULT_FROM_EMAIL)[1])),
        to=[formataddr((signer.name, signer.email or ""))],
    )
