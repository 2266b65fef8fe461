"""Whether other services answer, and know us. Nothing is sent to a person, and nothing costs anything."""

import smtplib
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import quote

import httpx
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from django.conf import settings
from django.core.mail import get_connection

from safeclose.gateways import clerk as tokens
from safeclose.gateways import clerk_backend
from safeclose.gateways.ai_models import Remote
from safeclose.gateways.clerk_backend import Backend
from safeclose.refusals import Unavailable

PATIENCE = 5.0  # seconds
Question = Callable[[], object]


class Fault(Exception):
    """It does not answer, or does not know us; the text is a sentence for a person."""


def mail() -> None:
    """Connect and sign in. Raises Fault."""
    connection = get_connection()
    try:
        connection.open()
        connection.close()
    except smtplib.SMTPResponseException as error:
        raise Fault(f"The mail server answers {error.smtp_code}.") from error
    except (smtplib.SMTPException, OSError) as error:
        raise Fault(f"The mail server can't be reached ({type(error).__name__}).") from error


class Uncertain(Exception):
    """It is configured in full, and can't be compared; the text is a sentence for a person."""


def clerk() -> None:
    """Compare our keys with the issuer's, and with those of the secret key's instance. Raises Fault, Uncertain.

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
    """Look at the account. Raises Fault."""
    account = settings.TWILIO_ACCOUNT_SID
    address = f"{settings.TWILIO_API_URL}/2010-04-01/Accounts/{quote(account, safe='')}.json"
    answer = _asked("Twilio", "GET", address, auth=(account, settings.TWILIO_AUTH_TOKEN))
    state = _object(answer).get("status")
    if answer.status_code != 200 or state != "active":
        raise Fault(f"Twilio does not know the account as active ({answer.status_code}).")


def turnstile() -> None:
    """Have a wrong answer checked: it must be what is refused, and not our key. Raises Fault."""
    form = {"secret": settings.TURNSTILE_SECRET_KEY, "response": "doctor"}
    answer = _asked("Turnstile", "POST", settings.TURNSTILE_URL, data=form)
    codes = _object(answer).get("error-codes", [])
    if "invalid-input-secret" in codes or "missing-input-secret" in codes:
        raise Fault("Turnstile does not know TURNSTILE_SECRET_KEY.")
    if answer.status_code >= 500 or not _object(answer):
        raise Fault(f"Turnstile answers {answer.status_code}.")


def models(remote: Iterable[Remote]) -> None:
    """Ask each endpoint which models it has; whether it lists this one does not matter. Raises Fault."""
    for one in remote:
        _model(one)


def _model(remote: Remote) -> None:
    name = f"The endpoint of {remote.model}"
    answer = _asked(name, "GET", f"{remote.endpoint}/models", headers={"Authorization": f"Bearer {remote.key}"})
    if answer.status_code in (401, 403) or answer.status_code >= 500:
        raise Fault(f"{name} answers {answer.status_code}.")


def _asked(name: str, method: str, address: str, **words: Any) -> httpx.Response:
    try:
        return httpx.request(method, address, timeout=PATIENCE, follow_redirects=False, **words)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Fault(f"{name} can't be reached ({type(error).__name__}).") from error


def _object(answer: httpx.Response) -> dict[str, Any]:
    try:
        said = answer.json()
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
