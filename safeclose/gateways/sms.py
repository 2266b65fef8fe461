"""Text messages, by Twilio's REST API.

https://www.twilio.com/docs/messaging/api/message-resource
"""

import re
import sys
from typing import NoReturn
from urllib.parse import quote

from django.conf import settings

from safeclose import clock
from safeclose.gateways import http_client
from safeclose.gateways.http_client import Answer
from safeclose.gateways.sending import NotConfigured, NotNow, Receipt, Refused, Unclear
from safeclose.gateways.twilio_addresses import callback_url
from safeclose.records.transactions import assert_no_transaction

TIMEOUT_SECONDS = 12.0  # for the whole exchange
MAX_ANSWER_BYTES = 64 * 1024
PUNCTUATION = re.compile(r"[\s().-]+")  # people write it in phone numbers


def is_configured() -> bool:
    """Whether messages can be sent. With DEBUG and nothing configured they are printed, which counts."""
    own = (settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN, settings.TWILIO_FROM)
    return all(own) or (settings.DEBUG and not any(own))


def send(*, to: str, text: str) -> Receipt:
    """Sends a message. Raises NotConfigured, Refused, Unclear or NotNow.

    With DEBUG and nothing configured the message is printed to the terminal instead, and its id is "".
    """
    assert_no_transaction()
    account, secret, sender = settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN, settings.TWILIO_FROM
    sent_at = clock.now()
    if not (account or secret or sender) and settings.DEBUG:
        sys.stdout.write(f"SMS to {to}: {text}\n")
        return Receipt("twilio", "", sent_at)
    if not (account and secret and sender):
        raise NotConfigured("TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_FROM are not all set.")
    form = {"From": sender, "To": PUNCTUATION.sub("", to), "Body": text, **_callback()}
    return Receipt("twilio", _message_id(_post(account, secret, form)), sent_at)


def _callback() -> dict[str, str]:
    """Not for an address that Twilio can't reach: it refuses the message then (error 21609)."""
    return {"StatusCallback": callback_url()} if settings.PUBLIC_URL.startswith("https://") else {}


def _post(account: str, secret: str, form: dict[str, str]) -> Answer:
    address = f"{settings.TWILIO_API_URL}/2010-04-01/Accounts/{quote(account, safe='')}/Messages.json"
    try:
        return http_client.exchange(
            "POST",
            address,
            data=form,
            auth=(account, secret),
            seconds=TIMEOUT_SECONDS,
            max_bytes=MAX_ANSWER_BYTES,
        )
    except http_client.Fault as fault:
        if fault.may_have_arrived:
            raise Unclear(f"Twilio did not answer as it should ({fault.reason}).") from fault
        raise NotNow(f"Twilio can't be reached ({fault.reason}).") from fault


def _message_id(answer: Answer) -> str:
    """Twilio's id of the message. Raises Refused, Unclear or NotNow where there is none."""
    status, said = answer.status, answer.json_object() or {}
    if 200 <= status < 300:
        if said.get("status") in ("failed", "undelivered", "canceled"):
            _refuse(status, said.get("error_code"))
        if isinstance(said.get("sid"), str):
            return str(said["sid"])
        raise Unclear(f"Twilio answered {status}, and names no message.")
    if status == 400:
        _refuse(status, said.get("code"))
    if status in (429, 503) or status < 500:
        raise NotNow(f"Twilio does not take the message ({_status_words(status, said.get('code'))}).")
    raise Unclear(f"Twilio is at fault ({_status_words(status, said.get('code'))}).")


def _refuse(status: int, code: object) -> NoReturn:
    sentence = f"Twilio refuses the message ({_status_words(status, code)})."
    raise Refused(sentence, code if type(code) is int else 0)


def _status_words(status: int, code: object) -> str:
    return f"{status}, error {code}" if type(code) is int else str(status)
