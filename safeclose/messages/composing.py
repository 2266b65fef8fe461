"""Letters and texts as they are handed over."""

from email.utils import formataddr, parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string

from safeclose.messages.addresses import ascii_address, is_addressable
from safeclose.messages.html import html_of
from safeclose.messages.letters import LANGUAGES, Letter, Text

SUBJECT = "Subject: "
COLONS = {"en": ": ", "fr": " : "}


def mail_of(letter: Letter) -> EmailMultiAlternatives:
    """The mail, as text and as HTML. The recipient's address is one that `is_addressable`."""
    languages = (letter.to.language,) if letter.to.language else LANGUAGES
    parts = {language: _part(letter, language) for language in languages}
    mail = EmailMultiAlternatives(
        subject=_subject({language: subject for language, (subject, _) in parts.items()}, letter.about),
        body=f"\n\n{letter.rule}\n\n".join(body for _, body in parts.values()) + "\n",
        from_email=_named(letter.sender, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]) if letter.sender else None,
        to=[_named(letter.to.name, letter.to.address)],
        reply_to=_reply_to(letter),
        headers=_headers(letter),
        attachments=[(one.name, one.content, one.media_type) for one in letter.attachments],
        connection=get_connection(timeout=letter.step_seconds) if letter.step_seconds else None,
    )
    headings = {
        language: (_subject({language: subject}, letter.about), body) for language, (subject, body) in parts.items()
    }
    mail.attach_alternative(html_of(letter, headings), "text/html")
    return mail


def text_of(text: Text) -> str:
    """The words of a text message."""
    return render_to_string(f"{text.template}.{text.language}.txt", dict(text.words)).strip()


def _part(letter: Letter, language: str) -> tuple[str, str]:
    """Subject and body in one language."""
    given = {"to": letter.to, "sender": letter.sender, "link": letter.link, "about": letter.about}
    rendered = render_to_string(f"{letter.template}.{language}.txt", {**given, **letter.words})
    subject, _, body = rendered.partition("\n")
    assert subject.startswith(SUBJECT), f"{letter.template}.{language}.txt begins with no subject"
    return _line(subject.removeprefix(SUBJECT)), body.strip()


def _subject(subjects: dict[str, str], about: str) -> str:
    """Such as "Please sign · À signer : Lease": each wording once, with the colon of the last one's language."""
    languages: dict[str, str] = {}
    for language, subject in subjects.items():
        languages.setdefault(subject, language)
    colon = COLONS[list(languages.values())[-1]] if about else ""
    return _line(" · ".join(languages) + colon + about)


def _headers(letter: Letter) -> dict[str, str]:
    headers = dict(letter.headers)
    if letter.key:
        headers["Message-ID"] = f"<{letter.key}@{urlsplit(settings.PUBLIC_URL).hostname}>"  # it names nobody
    if letter.unsubscribe and _reply_to(letter):
        headers["List-Unsubscribe"] = f"<mailto:{_reply_to(letter)[0]}?subject={letter.unsubscribe}>"
    return headers


def _reply_to(letter: Letter) -> list[str]:
    """An address that no header can carry is left out: the letter is worth more than an answer to it."""
    return [ascii_address(letter.reply_to)] if is_addressable(letter.reply_to) else []


def _named(name: str, address: str) -> str:
    return formataddr((_line(name), ascii_address(address)))


def _line(text: str) -> str:
    """On one line, for a header."""
    return " ".join(text.split())
