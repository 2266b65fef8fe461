"""Cloudflare Turnstile: whether a person, not a program, pressed the button.

https://developers.cloudflare.com/turnstile/get-started/server-side-validation/
"""

from urllib.parse import urlsplit

import httpx
import orjson
import structlog
from django.conf import settings

from safeclose.gateways.certificate_authorities import trusted
from safeclose.records.transactions import assert_no_transaction
from safeclose.refusals import Code, Forbidden, Unavailable

log = structlog.get_logger("safeclose.turnstile")

PATIENCE = 5.0  # seconds; someone waits with a finger on the button
LONGEST = 2048  # characters of a token, as documented
# Faults of this service or of Cloudflare, not of the person.
OURS = {"missing-input-secret", "invalid-input-secret", "bad-request", "internal-error"}


def require_person(token: str | None, *, ip: str | None) -> None:
    """Let a person through; does nothing where Turnstile is not configured.

    Raises Forbidden `turnstile_failed` when Cloudflare says no or `token` is missing, and Unavailable when it can't be
    asked: closed, not open.
    """
    if not settings.TURNSTILE_SECRET_KEY:
        return
    assert_no_transaction()
    if not token or len(token) > LONGEST:
        raise _failed()
    answer = _asked(token, ip)
    if answer.get("success") is True and _is_here(answer.get("hostname")):
        return
    codes = answer.get("error-codes")
    faults = set(codes) if isinstance(codes, list) and all(isinstance(code, str) for code in codes) else set()
    log.warning("turnstile_refused", codes=sorted(faults), hostname=str(answer.get("hostname"))[:200])
    if faults & OURS:
        raise Unavailable("It can't be checked now whether you are a person; try again.")
    raise _failed()


def _asked(token: str, ip: str | None) -> dict[str, object]:
    form = {"secret": settings.TURNSTILE_SECRET_KEY, "response": token, **({"remoteip": ip} if ip else {})}
    try:
        answer = httpx.post(
            settings.TURNSTILE_URL, data=form, verify=trusted(), timeout=PATIENCE, follow_redirects=False
        )
        said = orjson.loads(answer.content)
    except (httpx.HTTPError, httpx.InvalidURL, orjson.JSONDecodeError) as error:
        log.error("turnstile_unreachable", reason=type(error).__name__)
        raise Unavailable("It can't be checked now whether you are a person; try again.") from error
    if not isinstance(said, dict) or answer.status_code >= 500:
        raise Unavailable("It can't be checked now whether you are a person; try again.")
    return said


def _is_here(hostname: object) -> bool:
    """A token that was solved on another site proves nothing here."""
    return hostname == urlsplit(settings.PUBLIC_URL).hostname


def _failed() -> Forbidden:
    return Forbidden("The check that you are a person failed; try again.", code=Code.TURNSTILE_FAILED)
