"""Letters to signers of packages and to their senders."""

from django.conf import settings

from safeclose.messages.letters import Letter, recipient_of
from signing.ceremony.letters import asking, from_sender, in_language
from signing.ceremony.links import NewLink, copy_page_url, mailed_url
from signing.ceremony.models import COPY_LINK_LIFETIME
from signing.packages.signers.models import PackageSigner
from workspace.models import User


def notice(new: NewLink, *, is_reminder: bool) -> Letter:
    """Asks a signer to sign, and for the files that a step asks for; for these alone once all is signed."""
    signer, signing = new.signer, new.signer.signing
    asked = asking(signer.organization, expires_at=signing.expires_at, message=signing.message)
    files = [file.title for file in signer.files_asked()]
    is_all_signed = files and all(one.is_signed for one in signer.presented())
    count = 0 if is_all_signed else signer.documents().count()
    return Letter(
        to=recipient_of(signer, language=signer.language),
        **from_sender(signer.organization, signing.created_by_id, name=signer.sender_name),
        template="signing/packages/notice",
        about=signing.title,
        link=in_language(mailed_url(new.token), signer.language),
        words={"count": count, "files": ", ".join(files), "is_reminder": is_reminder, **asked},
    )


def copy_letter(new: NewLink) -> Letter:
    """A link to the sealed documents."""
    signer, signing = new.signer, new.signer.signing
    return Letter(
        to=recipient_of(signer, language=signer.language),
        **from_sender(signer.organization, signing.created_by_id, name=signer.sender_name),
        template="signing/packages/copy",
        about=signing.title,
        link=in_language(copy_page_url(new.token), signer.language),
        words={"count": signer.documents().count(), "days": COPY_LINK_LIFETIME.days},
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
