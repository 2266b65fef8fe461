"""Signers with other methods than their link, and the codes that reach them."""

import re
from typing import Any

from django.core import mail

from tests.paper import Link, Sent
from tests.people import Caller
from tests.prepared import sent

EVE = {"name": "Eve Ellis", "email": "eve@example.com", "phone": "+16135550123", "role": "buyer"}
QUESTIONS = [
    {"question": "Where did you grow up?", "answer": "Trois-Rivières"},
    {"question": "Your first car?", "answer": "Volvo  240"},
]
METHODS: dict[str, dict[str, Any]] = {
    "email_otp": {**EVE, "authMethod": "email_otp"},
    "sms_otp": {**EVE, "authMethod": "sms_otp"},
    "kba": {**EVE, "authMethod": "kba", "kba": QUESTIONS},
}


def asked(caller: Caller, method: str, *others: dict[str, Any], **body: Any) -> Sent:
    """An envelope whose first signer has to identify by `method`."""
    return sent(caller, signers=[METHODS[method], *others], **body)


def ask(link: Link, **body: Any) -> Any:
    """POST …/code."""
    return Caller(None).post(f"{link.path}/code", body)


def answer(link: Link, **body: Any) -> Any:
    """POST …/code/verify."""
    return Caller(None).post(f"{link.path}/code/verify", body)


def mailed_code() -> str:
    """The code in the newest mail."""
    return codes_in(str(mail.outbox[-1].body))[-1]


def codes_in(text: str) -> list[str]:
    """All that looks like a code."""
    return re.findall(r"(?<!\d)\d{6}(?!\d)", text)


def wrong(code: str) -> str:
    """Another code."""
    return f"{(int(code) + 1) % 10**6:06}"
