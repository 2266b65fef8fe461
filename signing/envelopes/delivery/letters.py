"""Letters with links and copies."""

from safeclose.messages.letters import Attachment, Letter, recipient_of
from signing.ceremony.letters import asking, from_sender, in_language
from signing.ceremony.links import COPY_LINK_LIFETIME
from signing.envelopes.links import copy_page_url, signing_url
from signing.envelopes.models import Signer
from signing.evidence.sealed_files import sealed_pdf

# Above this, mail servers begin to refuse; the letter has the link in any case.
MAX_ATTACHMENT_BYTES = 7 * 1024 * 1024


def link_letter(signer: Signer, token: str, *, occasion: str) -> Letter:
    """Asks a signer to sign; the signer comes with envelope and organization. `occasion`: see `jobs.mail_link`."""
    envelope = signer.envelope
    asked = asking(envelope.organization, expires_at=envelope.expires_at, message=envelope.message)
    return Letter(
        to=recipient_of(signer, language=signer.language),
        **from_sender(envelope.organization, envelope.created_by_id),
        template="signing/envelopes/link",
        about=envelope.title,
        link=in_language(signing_url(token), signer.language),
        words={"is_reminder": occasion == "reminder", "is_extended": occasion == "extended", **asked},
    )


def copy_letter(signer: Signer, token: str) -> Letter:
    """The sealed document, attached where it is not too large, and a link to it."""
    envelope = signer.envelope
    content = sealed_pdf(envelope.trail.seal)
    is_attached = len(content) <= MAX_ATTACHMENT_BYTES
    sealed = Attachment(f"{envelope.title} (sealed).pdf", content, "application/pdf")
    return Letter(
        to=recipient_of(signer, language=signer.language),
        **from_sender(envelope.organization, envelope.created_by_id),
        template="signing/envelopes/copy",
        about=envelope.title,
        link=copy_page_url(token),
        words={"is_attached": is_attached, "days": COPY_LINK_LIFETIME.days},
        attachments=(sealed,) if is_attached else (),
    )
