"""Mail, by Django's mail layer: to a mail server by SMTP, or to a mail service by Anymail."""

import smtplib
from email.utils import make_msgid
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage

from safeclose import clock
from safeclose.gateways.sending import NotNow, Receipt, Refused
from safeclose.records.transactions import assert_no_transaction


def hand_over(message: EmailMessage) -> Receipt:
    """Hand a message to the mail server or the mail service. Raises Refused or NotNow.

    Refused: the server answers each recipient with 5yz, which means for good (RFC 5321, 4.2.1); or the service sends
    nothing to the address, as it knows that it is none or that mails to it came back.
    """
    assert_no_transaction()
    sent_at = clock.now()
    if settings.MAIL_SERVICE:
        return Receipt(settings.MAIL_SERVICE, _by_service(message), sent_at)
    return Receipt("smtp", _by_smtp(message), sent_at)


def _by_smtp(message: EmailMessage) -> str:
    headers = message.extra_headers
    headers.setdefault("Message-ID", make_msgid(domain=urlsplit(settings.PUBLIC_URL).hostname))
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
    return str(headers["Message-ID"]).strip("<>")


def _by_service(message: EmailMessage) -> str:
    """The service's id of the message; "" where it gave none. A fault of ours, such as a wrong key, is no refusal.

    The texts of Anymail's exceptions quote the address and the answer, so they are neither shown nor logged.
    """
    # Imported here: it loads an HTTP library that only a mail service needs.
    from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused

    try:
        message.send()
    except AnymailRecipientsRefused as error:
        words = ", ".join(sorted(error.email_message.anymail_status.status))
        raise Refused(f"The mail service refuses the address ({words}).") from None
    except AnymailAPIError as error:
        if error.status_code is not None:
            raise NotNow(f"The mail service answered {error.status_code}.") from None
        raise NotNow(f"The mail service can't be reached ({type(error.__cause__).__name__}).") from None
    except (AnymailError, ImproperlyConfigured) as error:
        raise NotNow(f"The mail can't be given to the mail service ({type(error).__name__}).") from None
    given = message.anymail_status.message_id  # type: ignore[attr-defined]  # anymail adds it
    return given if isinstance(given, str) else ""
