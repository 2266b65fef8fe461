"""Handing messages over. Nothing else in the project sends mails or texts.

Both ways raise the same: `Refused` (never for this address; to be recorded where the address is), `NotNow` (the job is
to be tried again), and for texts `NotConfigured` and `Unclear`. All of them are `NotSent`.
"""

import structlog

from safeclose.gateways import mail, sms
from safeclose.gateways.sending import NotConfigured, NotNow, NotSent, Receipt, Refused, Unclear
from safeclose.messages.addresses import is_addressable
from safeclose.messages.composing import mail_of, text_of
from safeclose.messages.letters import Letter, Text

__all__ = [
    "NotConfigured", "NotNow", "NotSent", "Receipt", "Refused", "Unclear", "can_send_texts", "deliver",
    "deliver_text",
]  # fmt: skip

log = structlog.get_logger("safeclose.messages")


def deliver(letter: Letter) -> Receipt:
    """Hand a letter to the mail server or the mail service. Raises Refused or NotNow."""
    if not is_addressable(letter.to.address):
        raise _refused(letter.template, Refused("No mail can be sent to the address."))
    try:
        return mail.hand_over(mail_of(letter))
    except Refused as refusal:
        raise _refused(letter.template, refusal) from refusal.__cause__


def deliver_text(text: Text) -> Receipt:
    """Hand a text message over. Raises NotConfigured, Refused, Unclear or NotNow."""
    try:
        return sms.send(to=text.to, text=text_of(text))
    except Refused as refusal:
        raise _refused(text.template, refusal) from refusal.__cause__


def can_send_texts() -> bool:
    """Whether there is an account to send texts with."""
    return sms.is_configured()


def _refused(template: str, refusal: Refused) -> Refused:
    log.warning("message_refused", template=template, reason=str(refusal))
    return refusal
