"""Messages to borrowers: mails, and short texts, which are in English."""

from documents.chattel.outreach.touches.recipients import Message
from documents.chattel.outreach.wording import ENGLISH, FRENCH, Words
from safeclose.messages.letters import Letter, Recipient, Text

STEP_SECONDS = 4  # so that a message is handed over within the hours in which it may be sent
MAX_NAME_CHARACTERS = 60  # of a name in a short text


def touch_letter(message: Message) -> Letter:
    """The mail; tried again, it has the same key."""
    return Letter(
        to=Recipient(message.to, message.name),
        sender=message.sender,
        template="documents/chattel/touch",
        words={"english": _words(message, ENGLISH), "french": _words(message, FRENCH)},
        reply_to=message.reply_to,
        unsubscribe="STOP",
        key=message.key,
        headers={"Auto-Submitted": "auto-generated"},
        step_seconds=STEP_SECONDS,
    )


def touch_text(message: Message) -> Text:
    """The text message: who writes, what is asked, and how to get no more."""
    ask = ENGLISH[message.tone].ask.format(provider=_short(message.provider))
    return Text(
        to=message.to, template="documents/chattel/touch_text", words={"sender": _short(message.sender), "ask": ask}
    )


def _words(message: Message, wording: dict[str, Words]) -> Words:
    words = wording[message.tone]
    return words._replace(ask=words.ask.format(provider=message.provider))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= MAX_NAME_CHARACTERS else f"{line[: MAX_NAME_CHARACTERS - 1]}…"
