"""The messages that bring one-time codes, and that tell senders of locked links."""

from dataclasses import replace

from django.conf import settings

from safeclose.messages.letters import Letter, Text, recipient_of
from signing.ceremony.identification.bounds import CODE_LIFETIME
from signing.ceremony.models import LinkSigner
from workspace.models import User
from workspace.organizations.brand import brand_of

MINUTES = int(CODE_LIFETIME.total_seconds() // 60)


def code_letter(signer: LinkSigner, code: str, language: str) -> Letter:
    """In the language of the page that asked for it. The subject, which lock screens show, has no code."""
    return Letter(
        to=replace(recipient_of(signer), language=language),
        sender=signer.sender_name,
        brand=brand_of(signer.organization),
        template="signing/envelopes/code",
        about=signer.subject.title,
        words={"code": code, "minutes": MINUTES},
    )


def code_text(signer: LinkSigner, code: str, language: str) -> Text:
    """The same as a text message."""
    return Text(
        to=signer.phone or "",
        template="signing/envelopes/code_text",
        words={"code": code, "minutes": MINUTES},
        language=language,
    )


def lock_letter(signer: LinkSigner, user: User) -> Letter:
    """Tells the sender, or an owner in the sender's place, that a signer's links are locked."""
    return Letter(
        to=recipient_of(user),
        template="signing/envelopes/locked",
        about=signer.subject.title,
        link=settings.PUBLIC_URL,
        words={"signer": signer, "user": user, "wrong_answers": signer.wrong_answers},
    )
