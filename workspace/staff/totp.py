"""Codes of authenticator apps (RFC 6238), by the `cryptography` package, and recovery codes."""

import base64
import secrets
from datetime import datetime
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor import InvalidToken
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.conf import settings

from safeclose.secrets import link_tokens

# What all apps do, whatever else an address asks of them. HMAC-SHA-1 has no known weakness for this use.
TIME_STEP_SECONDS = 30
DIGITS = 6
RECOVERY_CODES = 10
RECOVERY_CODE_BYTES = 10


def fresh_secret() -> str:
    """160 random bits in base32, as an app takes them when typed."""
    return base64.b32encode(secrets.token_bytes(20)).decode("ascii")


def address(secret: str, login: str) -> str:
    """The `otpauth://` address that an app reads from a QR code."""
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    return _totp(secret).get_provisioning_uri(login, f"Safeclose {host}")


def time_step(secret: str, code: str, *, at: datetime) -> int | None:
    """The number of the 30 seconds whose code this is: those of this instant, or the ones before or after them.

    None for any other code. Clocks of phones are some seconds off, and typing takes time.
    """
    now = int(at.timestamp()) // TIME_STEP_SECONDS
    for step in (now, now - 1, now + 1):
        try:
            _totp(secret).verify(code.encode(), step * TIME_STEP_SECONDS)
        except InvalidToken:
            continue
        return step
    return None


def fresh_recovery_codes() -> list[str]:
    """Codes for a person to write down, of 80 random bits each, such as `abcd-efgh-ijkl-mnop`."""
    return [_in_groups(_base32(secrets.token_bytes(RECOVERY_CODE_BYTES))) for _ in range(RECOVERY_CODES)]


def hashed_recovery_code(code: str) -> str:
    """SHA-256, hex, of a recovery code in whatever case and grouping it is typed."""
    return link_tokens.hashed("".join(letter for letter in code.lower() if letter.isalnum()))


def _totp(secret: str) -> TOTP:
    return TOTP(base64.b32decode(secret), DIGITS, SHA1(), TIME_STEP_SECONDS)  # noqa: S303


def _base32(random: bytes) -> str:
    return base64.b32encode(random).decode("ascii").lower()


def _in_groups(code: str) -> str:
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))
