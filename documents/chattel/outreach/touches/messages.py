"""Messages as they are sent: mails in English and French, for nobody has told us which one is read; short texts in
English."""

from email.utils import formataddr, parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string

from documents.chattel.outreach.touches.recipients import Message
from documents.chattel.outreach.wording import ENGLISH, FRENCH, STOP

RULE = "\n\n" + "-" * 40 + "\n\n"
PATIENCE = 4  # seconds for each step of handing a mail over
LONGEST_NAME = 60  # characters of a name in a short text


def mail_of(message: Message) -> EmailMessage:
    """The mail; sent twice it has the same Message-ID, so that mail programs show it once."""
    texts = [_text(message, "en"), _text(message, "fr")]
    host = urlsplit(settings.PUBLIC_URL).hostname
    headers = {"Message-ID": f"<{message.key}@{host}>", "Auto-Submitted": "auto-generated"}
    if message.reply_to:
        headers["List-Unsubscribe"] = f"<mailto:{message.reply_to}?subject=STOP>"
    return EmailMessage(
        subject=f"{ENGLISH[message.tone].subject} · {FRENCH[message.tone].subject}",
        body=RULE.join(texts) + "\n",
        from_email=formataddr((_line(message.sender), parseaddr(settings.DEFAULT_FROM_EMAIL)[1])),
        to=[formataddr((_line(message.name), message.to))],
        reply_to=[message.reply_to] if message.reply_to else [],
        headers=headers,
        connection=get_connection(timeout=PATIENCE),
    )


def text_of(message: Message) -> str:
    """The text message: who writes, what is asked, and how to hear no more."""
    ask = ENGLISH[message.tone].ask.format(provider=_short(message.provider))
    return f"{_short(message.sender)}: {ask} {STOP}"


def message_id(message: Message) -> str:
    """What the log keeps of a mail: its Message-ID, which names nobody."""
    return f"{message.key}@{urlsplit(settings.PUBLIC_URL).hostname}"


def _text(message: Message, language: str) -> str:
    words = (ENGLISH if language == "en" else FRENCH)[message.tone]
    content = {"message": message, "ask": words.ask.format(provider=message.provider)}
    return render_to_string(f"documents/chattel/touch.{language}.txt", content).strip()


def _line(text: str) -> str:
    return " ".join(text.split())


def _short(text: str) -> str:
    line = _line(text)
    return line if len(line) <= LONGEST_NAME else f"{line[: LONGEST_NAME - 1]}…"
