"""What Twilio reports about text messages, and whether it was Twilio.

https://www.twilio.com/docs/usage/security (validating requests), https://www.twilio.com/docs/messaging/guides/track-outbound-message-status
"""

import base64
import hmac
from dataclasses import dataclass
from urllib.parse import parse_qs

from django.conf import settings

from safeclose.gateways.twilio_addresses import callback_url
from safeclose.refusals import Forbidden, Invalid, Unavailable

NOT_SIGNED = "The signature is missing or wrong."
NO_FORM = "The body is no report of a message."
MAX_FIELDS = 100  # there are about a dozen


@dataclass(frozen=True)
class TextReport:
    """What became of a message: `status` as Twilio names it; `code` of the error, "" where there is none."""

    message_id: str
    status: str
    code: str


def reported(body: bytes, signature: str) -> TextReport:
    """The report in a form that Twilio signed. Raises Unavailable without a key, Forbidden, Invalid."""
    if not settings.TWILIO_AUTH_TOKEN:
        raise Unavailable("TWILIO_AUTH_TOKEN is not set.")
    try:
        fields = parse_qs(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS)
    except ValueError as error:
        raise Invalid(NO_FORM) from error
    expected = signature_of(callback_url(), fields, settings.TWILIO_AUTH_TOKEN)
    if not hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace")):
        raise Forbidden(NOT_SIGNED)
    first = {name: values[0] for name, values in fields.items()}
    if not first.get("MessageSid") or not first.get("MessageStatus"):
        raise Invalid(NO_FORM)
    code = first.get("ErrorCode", "")
    return TextReport(first["MessageSid"], first["MessageStatus"], code if code.isdecimal() else "")


def signature_of(url: str, fields: dict[str, list[str]], secret: str) -> str:
    """X-Twilio-Signature: the address and each field's name and value, by name, under HMAC-SHA1 with the auth token."""
    signed = url + "".join(name + value for name in sorted(fields) for value in sorted(set(fields[name])))
    return base64.b64encode(hmac.digest(secret.encode(), signed.encode(), "sha1")).decode()
