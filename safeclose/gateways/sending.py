"""What comes of handing over a message to a person: the same for mails and for texts."""

from datetime import datetime
from typing import NamedTuple


class Receipt(NamedTuple):
    """A message that was taken.

    service      who took it: a mail service by its name in MAIL_SERVICE, "smtp" or "twilio"
    message_id   theirs, under which they report what became of it; of SMTP the Message-ID without its brackets, and
                 "" for a text that was printed to the terminal
    sent_at      an instant before it was taken
    """

    service: str
    message_id: str
    sent_at: datetime


class NotSent(Exception):
    """The message was not sent. The text is a sentence for a person, and names nobody."""


class NotNow(NotSent):
    """The message was not taken; another try may succeed."""


class Refused(NotSent):
    """This message will never be taken for this address or number; `code` is the service's, 0 where it named none."""

    def __init__(self, sentence: str, code: int = 0) -> None:
        super().__init__(sentence)
        self.code = code


class NotConfigured(NotSent):
    """There is no account to send with."""


class Unclear(NotSent):
    """Nobody knows whether the message was taken. Another try could send it twice."""
