"""The messages that bring one-time codes."""

from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMessage

from signing.envelopes.identification.models import GOOD_FOR
from signing.envelopes.letters import letter
from signing.envelopes.models import Signer

SUBJECTS = {"en": "Your code for signing: {}", "fr": "Votre code pour signer : {}"}


def code_mail(signer: Signer, code: str, language: str) -> EmailMessage:
    """A mail in the language of the page that asked for it. The subject, which lock screens show, has no code."""
    sender = signer.envelope.organization.name
    return EmailMessage(
        subject=SUBJECTS[language].format(signer.envelope.title),
        body=_words(signer, code, language),
        from_email=formataddr((sender, parseaddr(settings.DEFAULT_FROM_EMAIL)[1])),
        to=[formataddr((signer.name, signer.email or ""))],
    )


def code_text(signer: Signer, code: str, language: str) -> str:
    """The same as a text message: short, for one message carries 160 letters."""
    minutes = int(GOOD_FOR.total_seconds() // 60)
    if language == "fr":
        return f"{code} est votre code pour signer, valable {minutes} minutes. Ne le communiquez à personne."
    return f"{code} is your code for signing, good for {minutes} minutes. Give it to no one."


def _words(signer: Signer, code: str, language: str) -> str:
    minutes = int(GOOD_FOR.total_seconds() // 60)
    sender = signer.envelope.organization.name
    return letter("code", languages=(language,), signer=signer, code=code, minutes=minutes, sender=sender)
