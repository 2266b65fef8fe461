"""Text messages, by Twilio's REST API.

https://www.twilio.com/docs/messaging/api/message-resource
"""

import re
import sys
import time
from typing import Any, NoReturn
from urllib.parse import quote

import httpx
import orjson
from django.conf import settings

from safeclose.gateways.certificate_authorities import trusted
from safeclose.gateways.sending import NotConfigured, NotNow, Refused, Unclear
from safeclose.records.transactions import assert_no_transaction

STEP = 4.0  # seconds for each of connecting and sending
PATIENCE = 8.0  # seconds for the answer, the whole of it
LARGEST = 64 * 1024  # bytes of an answer


_PUNCTUATION = re.compile(r"[\s().-]+")


def is_configured() -> bool:
    """Whether messages can be sent at all; with DEBUG they can always be."""
    own = (settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN, settings.TWILIO_FROM)
    return all(own) or (settings.DEBUG and not any(own))


def send(*, to: str, text: str) -> str:
    """Hand a message over; Twilio's id of it. Raises NotConfigured, Refused, Unclear or NotNow.

    With DEBUG and nothing configured it is written to the terminal instead, and its id is "".
    """
    assert_no_transaction()
    account, secret, sender = settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN, settings.TWILIO_FROM
    if not (account or secret or sender) and settings.DEBUG:
        sys.stdout.write(f"SMS to {to}: {text}\n")
        return ""
    if not (account and secret and sender):
        raise NotConfigured("TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_FROM are not all set.")
    status, body = _asked(account, secret, {"From": sender, "To": _PUNCTUATION.sub("", to), "Body": text})
    return _taken(status, body)


def _asked(account: str, secret: str, form: dict[str, str]) -> tuple[int, bytes]:
    address = f"{settings.TWILIO_API_URL}/2010-04-01/Accounts/{quote(account, safe='')}/Messages.json"
    limits = httpx.Timeout(STEP, read=PATIENCE)
    try:
        with (
            httpx.Client(verify=trusted(), timeout=limits, follow_redirects=False) as client,
            client.stream("POST", address, data=form, auth=(account, secret)) as answer,
        ):
            return answer.status_code, _whole(answer)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
        raise NotNow(f"Twilio can't be reached ({type(error).__name__}).") from error
    except httpx.HTTPError as error:
        raise Unclear(f"Twilio did not answer as it should ({type(error).__name__}).") from error


def _whole(answer: httpx.Response) -> bytes:
    """All of the body, within PATIENCE; httpx's own limit is one for each step."""
    deadline, body = time.monotonic() + PATIENCE, bytearray()
    for part in answer.iter_bytes():
        body += part
        if time.monotonic() > deadline:
            raise httpx.ReadTimeout("The answer is too slow.")
        if len(body) > LARGEST:
            raise httpx.DecodingError("The answer is too long.")
    return bytes(body)


def _taken(status: int, body: bytes) -> str:
    """Twilio's id of the message, or the reason why there is none."""
    said = _object(body)
    if 200 <= status < 300:
        if said.get("status") in ("failed", "undelivered", "canceled"):
            _refuse(status, said.get("error_code"))
        if isinstance(said.get("sid"), str):
            return str(said["sid"])
        raise Unclear(f"Twilio answered {status}, and names no message.")
    if status == 400:
        _refuse(status, said.get("code"))
    if status in (429, 503) or status < 500:
        raise NotNow(f"Twilio does not take the message ({_worded(status, said.get('code'))}).")
    raise Unclear(f"Twilio is at fault ({_worded(status, said.get('code'))}).")


def _refuse(status: int, code: object) -> NoReturn:
    sentence = f"Twilio refuses the message ({_worded(status, code)})."
    raise Refused(sentence, code if type(code) is int else 0)


def _worded(status: int, code: object) -> str:
    return f"{status}, error {code}" if type(code) is int else str(status)


def _object(body: bytes) -> dict[str, Any]:
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return said if isinstance(said, dict) else {}
