"""Cloudflare Turnstile: whether a person, not a program, pressed the button.

https://developers.cloudflare.com/turnstile/get-started/server-side-validation/
"""

from urllib.parse import urlsplit

import structlog
from django.conf import settings

from safeclose.gateways import http_client
from safeclose.records.transactions import assert_no_transaction
from safeclose.refusals import Code, Forbidden, Unavailable

log = structlog.get_logger("safeclose.turnstile")

TIMEOUT_SECONDS = 5.0  # a person waits for the answer
MAX_ANSWER_BYTES = 64 * 1024
MAX_TOKEN_LENGTH = 2048  # characters, as documented
# Error codes for faults of this service or of Cloudflare, not of the person.
SERVICE_FAULTS = {"missing-input-secret", "invalid-input-secret", "bad-request", "internal-error"}


def require_person(token: str | None, *, ip: str | None) -> None:
    """Returns if the token proves that a person acts, or if Turnstile is not configured.

    Raises Forbidden `turnstile_failed` when Cloudflare refuses the token or it is missing, and Unavailable when
    Cloudflare can't be asked.
    """
    if not settings.TURNSTILE_SECRET_KEY:
        return
    assert_no_transaction()
    if not token or len(token) > MAX_TOKEN_LENGTH:
        raise _failed()
    answer = _verified(token, ip)
    if answer.get("success") is True and _is_our_host(answer.get("hostname")):
        return
    codes = answer.get("error-codes")
    faults = set(codes) if isinstance(codes, list) and all(isinstance(code, str) for code in codes) else set()
    log.warning("turnstile_refused", codes=sorted(faults), hostname=str(answer.get("hostname"))[:200])
    if faults & SERVICE_FAULTS:
        raise _unavailable()
    raise _failed()


def _verified(token: str, ip: str | None) -> dict[str, object]:
    form = {"secret": settings.TURNSTILE_SECRET_KEY, "response": token, **({"remoteip": ip} if ip else {})}
    try:
        answer = http_client.exchange(
            "POST", settings.TURNSTILE_URL, data=form, seconds=TIMEOUT_SECONDS, max_bytes=MAX_ANSWER_BYTES
        )
    except http_client.Fault as fault:
        log.error("turnstile_unreachable", reason=fault.reason)
        raise _unavailable() from fault
    said = answer.json_object()
    if said is None or answer.status >= 500:
        log.error("turnstile_unreachable", reason=f"status {answer.status}")
        raise _unavailable()
    return said


def _is_our_host(hostname: object) -> bool:
    """A token from another site proves nothing here."""
    return hostname == urlsplit(settings.PUBLIC_URL).hostname


def _failed() -> Forbidden:
    return Forbidden("The check that you are a person failed; try again.", code=Code.TURNSTILE_FAILED)


def _unavailable() -> Unavailable:
    return Unavailable("It can't be checked now whether you are a person; try again.")
