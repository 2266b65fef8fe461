"""Why a message did not arrive, in words of ours: what a mail server says tends to quote the address."""

import re
from dataclasses import dataclass

COMPLAINED = "complained"
MAIL_SENTENCES = {
    "bounced": "The mail came back: the address does not take it.",
    "rejected": "The mail service sends nothing to the address.",
    COMPLAINED: "The recipient reported the mail as spam.",
    "failed": "The mail service could not send the mail.",
}
TEXT_SENTENCES = {
    "undelivered": "The text message did not reach the number.",
    "failed": "The text message could not be sent to the number.",
}
# Replies of mail servers such as "550 5.1.1": RFC 5321, 4.2, and RFC 3463. No part of a number or an IP address.
REPLY_CODE = re.compile(r"(?<![\w.-])[45][0-5]\d(?![\w.@])")
STATUS_CODE = re.compile(r"(?<![\w.])[45]\.\d{1,3}\.\d{1,3}(?![\w.@])")


@dataclass(frozen=True)
class Failure:
    """channel   "email" or "sms"
    kind      a key of the sentences above
    code      what the service or the mail server calls it, "" where it says nothing
    """

    channel: str
    kind: str
    code: str = ""

    @property
    def sentence(self) -> str:
        """For the sender and for the staff; it names nobody."""
        sentence = (TEXT_SENTENCES if self.channel == "sms" else MAIL_SENTENCES)[self.kind]
        return f"{sentence[:-1]} ({self.code})." if self.code else sentence


def codes_in(said: str) -> str:
    """The codes in what a mail server said, such as "550 5.1.1"; "" where it named none."""
    found = (REPLY_CODE.search(said), STATUS_CODE.search(said))
    return " ".join(match.group() for match in found if match)
