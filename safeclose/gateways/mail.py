"""Mail, by Django's mail layer: handed over, refused for good, or not now."""

import smtplib

import structlog
from django.core.mail import EmailMessage

from safeclose.records.transactions import assert_no_transaction

log = structlog.get_logger("safeclose.mail")


class Fault(Exception):
    """The message was not handed over; the text is a sentence for a person. Another try may succeed."""


class Refused(Fault):
    """The mail server will never take this message to this address (RFC 5321, 4.2.1: a 5yz reply)."""


def deliver(message: EmailMessage) -> None:
    """Hand a message to the mail server. Raises Refused or Fault."""
    assert_no_transaction()
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        kind = Refused if codes and all(code >= 500 for code in codes) else Fault
        raise kind(f"The mail server refuses the address ({', '.join(map(str, codes))}).") from error
    except smtplib.SMTPResponseException as error:
        raise Fault(f"The mail server answered {error.smtp_code}.") from error
    except (smtplib.SMTPException, OSError) as error:
        raise Fault(f"The mail server can't be reached ({type(error).__name__}).") from error
