"""Mail, by Django's mail layer."""

import smtplib

from django.core.mail import EmailMessage

from safeclose.gateways.sending import NotNow, Refused
from safeclose.records.transactions import assert_no_transaction


def hand_over(message: EmailMessage) -> None:
    """Hand a message to the mail server. Raises Refused or NotNow.

    Refused: the server answers each recipient with 5yz, which means for good (RFC 5321, 4.2.1).
    """
    assert_no_transaction()
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        sentence = f"The mail server refuses the address ({', '.join(map(str, codes))})."
        raise (Refused if codes and all(code >= 500 for code in codes) else NotNow)(sentence) from error
    except smtplib.SMTPResponseException as error:
        raise NotNow(f"The mail server answered {error.smtp_code}.") from error
    except (smtplib.SMTPException, OSError) as error:
        raise NotNow(f"The mail server can't be reached ({type(error).__name__}).") from error
