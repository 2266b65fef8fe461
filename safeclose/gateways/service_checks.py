"""Whether other services answer and accept our keys. Nothing is sent to a person, and nothing costs anything."""

import smtplib
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import quote

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from django.conf import settings
from django.core.mail import get_connection

from safeclose.gateways import clerk as tokens
from safeclose.gateways import clerk_backend, http_client
from safeclose.gateways.ai_models import Remote
from safeclose.gateways.clerk_backend import Backend
from safeclose.gateways.http_client import Answer
from safeclose.refusals import Unavailable

TIMEOUT_SECONDS = 5.0  # for one exchange
MAX_ANSWER_BYTES = 8 * 1024 * 1024  # some endpoints list hundreds of models
Check = Callable[[], object]


class Fault(Exception):
    """The service does not answer, or does not accept our key. The text is a sentence for a person."""


def mail() -> None:
    """Connects to the mail server and signs in. Raises Fault."""
    connection = get_connection()
    try:
        connection.open()
        connection.close()
    except smtplib.SMTPResponseException as error:
        raise Fault(f"The mail server answers {error.smtp_code}.") from error
    except (smtplib.SMTPException, OSError) as error:
        raise Fault(f"The mail server can't be reached ({type(error).__name__}).") from error


class Uncertain(Exception):
    """The configuration is complete, and could not be compared. The text is a sentence for a person."""


def clerk() -> None:
    """Compares our keys with the issuer's, and with those of the secret key's instance. Raises Fault, Uncertain.

    With CLERK_JWT_KEY no network is needed to check tokens, so an issuer that does not answer is no fault then.
    """
    numbers = {key.public_numbers() for key in _our_keys()}
    theirs = tokens.fetched_keys(f"{settings.CLERK_ISSUER}/.well-known/jwks.json")
    source = "CLERK_JWT_KEY" if settings.CLERK_JWT_KEY else "CLERK_JWKS_URL"
    if not theirs:
        raise Uncertain(f"CLERK_ISSUER gives no keys, so they were not compared with {source}.")
    if numbers.isdisjoint(key.public_numbers() for key in theirs.values()):
        raise Fault(f"{source} has no key of CLERK_ISSUER: every token is refused.")
    _compare_secret_key(set(theirs))


def _our_keys() -> Iterable[RSAPublicKey]:
    if settings.CLERK_JWT_KEY:
        try:
            return [tokens.pem_key()]
        except Unavailable as refusal:
            raise Fault(refusal.sentence) from refusal
    keys = tokens.fetched_keys(settings.CLERK_JWKS_URL)
    if not keys:
        raise Fault("No keys can be had at CLERK_JWKS_URL.")
    return keys.values()


def _compare_secret_key(of_issuer: set[str]) -> None:
    if not settings.CLERK_SECRET_KEY:
        return
    try:
        with Backend(settings.CLERK_SECRET_KEY, settings.CLERK_API_URL, tries=1) as backend:
            of_secret = backend.key_ids()
    except clerk_backend.Fault as fault:
        raise Fault(str(fault)) from fault
    if of_issuer.isdisjoint(of_secret):
        raise Fault("CLERK_SECRET_KEY is of another Clerk instance than CLERK_ISSUER.")


def twilio() -> None:
    """Reads the account. Raises Fault unless it is active."""
    account = settings.TWILIO_ACCOUNT_SID
    address = f"{settings.TWILIO_API_URL}/2010-04-01/Accounts/{quote(account, safe='')}.json"
    answer = _exchanged("Twilio", "GET", address, auth=(account, settings.TWILIO_AUTH_TOKEN))
    state = (answer.json_object() or {}).get("status")
    if answer.status != 200 or state != "active":
        raise Fault(f"Twilio does not know the account as active ({answer.status}).")


def turnstile() -> None:
    """Has a wrong token checked: the token must be refused, and not our key. Raises Fault."""
    form = {"secret": settings.TURNSTILE_SECRET_KEY, "response": "doctor"}
    answer = _exchanged("Turnstile", "POST", settings.TURNSTILE_URL, data=form)
    said = answer.json_object() or {}
    codes = said.get("error-codes", [])
    if "invalid-input-secret" in codes or "missing-input-secret" in codes:
        raise Fault("Turnstile does not know TURNSTILE_SECRET_KEY.")
    if answer.status >= 500 or not said:
        raise Fault(f"Turnstile answers {answer.status}.")


def models(remote: Iterable[Remote]) -> None:
    """Asks each endpoint for the list of its models. The model need not be on the list. Raises Fault."""
    for model in remote:
        name = f"The endpoint of {model.model}"
        answer = _exchanged(name, "GET", f"{model.endpoint}/models", headers={"Authorization": f"Bearer {model.key}"})
        if answer.status in (401, 403) or answer.status >= 500:
            raise Fault(f"{name} answers {answer.status}.")


def _exchanged(name: str, method: str, url: str, **request: Any) -> Answer:
    try:
        return http_client.exchange(method, url, seconds=TIMEOUT_SECONDS, max_bytes=MAX_ANSWER_BYTES, **request)
    except http_client.Fault as fault:
        raise Fault(f"{name} can't be reached ({fault.reason}).") from fault
