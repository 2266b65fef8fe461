"""Letters with links and copies."""

from safeclose.messages.letters import Attachment, Letter, recipient_of
from signing.ceremony.links import COPY_LINK_LIFETIME
from signing.envelopes.links import copy_url, signing_url
from signing.envelopes.models import Signer
from signing.evidence.sealed_files import sealed_pdf

# Above this, mail servers begin to refuse; the letter has the link in any case.
MAX_ATTACHMENT_BYTES = 7 * 1024 * 1024


def link_letter(signer: Signer, token: str, *, is_reminder: bool) -> Letter:
    """Asks a signer to sign; the signer comes with envelope and organization."""
    envelope = signer.envelope
    expires = f"{envelope.expires_at:%Y-%m-%d %H:%M} UTC" if envelope.expires_at else ""
    return Letter(
        to=recipient_of(signer),
        sender=envelope.organization.name,
        template="signing/envelopes/link",
        about=envelope.title,
        link=signing_url(token),
        words={"is_reminder": is_reminder, "expires": expires},
    )


def copy_letter(signer: Signer, token: str) -> Letter:
    """The sealed document, attached where it is not too large, and a link to it."""
    envelope = signer.envelope
    content = sealed_pdf(envelope.trail.seal)
    is_attached = len(content) <= MAX_ATTACHMENT_BYTES
    sealed = Attachment(f"{envelope.title} (sealed).pdf", content, "application/pdf")
    return Letter(
        to=recipient_of(signer),
        sender=envelope.organization.name,
        template="signing/envelopes/copy",
        about=envelope.title,
        link=copy_url(token),
        words={"is_attached": is_attached, "days": COPY_LINK_LIFETIME.days},
        attachments=(sealed,) if is_attached else (),
    )
