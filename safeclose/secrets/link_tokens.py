"""Secrets of links (256 random bits, of which the database has only the hash), and signing secrets of webhooks.

Signing secrets are 256 random bits in the format of Standard Webhooks.
"""

import base64
import hashlib
import re
import secrets

FORM = re.compile(r"(?<![\w-])[\w-]{43}(?![\w-])")
SIGNING_FORM = re.compile(r"whsec_[\w+/-]{32,}={0,2}")


def is_within(text: str) -> bool:
    """Whether a text contains something that looks like a secret of either kind."""
    return bool(FORM.search(text) or SIGNING_FORM.search(text))


def fresh_signing_secret() -> str:
    """`whsec_` and base64."""
    return f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode('ascii')}"


def fresh() -> tuple[str, str]:
    """A secret for a link, and its hash, which is stored."""
    token = secrets.token_urlsafe(32)
    return token, hashed(token)


def hashed(token: str) -> str:
    """SHA-256 in hex, of any text."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
