"""Letters with links and copies."""

from safeclose.messages.letters import Attachment, Letter, recipient_of
from signing.ceremony.letters import asking, from_sender, in_language
from signing.ceremony.links import NewLink, copy_page_url, mailed_url
from signing.ceremony.models import COPY_LINK_LIFETIME
from signing.evidence.sealed_files import sealed_pdf

# Above this, mail servers begin to refuse; the letter has the link in any case.
MAX_ATTACHMENT_BYTES = 7 * 1024 * 1024


def link_letter(new: NewLink, *, occasion: str) -> Letter:
    """Asks a signer to sign. `occasion`: see `jobs.mail_link`."""
    signer, envelope = new.signer, new.signer.envelope
    asked = asking(envelope.organization, expires_at=envelope.expires_at, message=envelope.message)
    return Letter(
        to=recipient_of(signer, language=signer.language),
        **from_sender(envelope.organization, envelope.created_by_id),
        template="signing/envelopes/link",
        about=envelope.title,
        link=in_language(mailed_url(new.token), signer.language),
        words={"is_reminder": occasion == "reminder", "is_extended": occasion == "extended", **asked},
    )


def copy_letter(new: NewLink) -> Letter:
    """The sealed document, attached where it is not too large, and a link to it."""
    signer, envelope = new.signer, new.signer.envelope
    content = sealed_pdf(envelope.trail.seal)
    is_attached = len(content) <= MAX_ATTACHMENT_BYTES
    sealed = Attachment(f"{envelope.title} (sealed).pdf", content, "application/pdf")
    return Letter(
        to=recipient_of(signer, language=signer.language),
        **from_sender(envelope.organization, envelope.created_by_id),
        template="signing/envelopes/copy",
        about=envelope.title,
        link=in_language(copy_page_url(new.token), signer.language),
        words={"is_attached": is_attached, "days": COPY_LINK_LIFETIME.days},
        attachments=(sealed,) if is_attached else (),
    )
