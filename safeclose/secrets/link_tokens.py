"""Secrets that open one door: 256 random bits in a link, only their hash in the database.

And those that sign what goes out: 256 random bits as Standard Webhooks writes them, known to both sides.
"""

import base64
import hashlib
import re
import secrets

FORM = re.compile(r"(?<![\w-])[\w-]{43}(?![\w-])")
SIGNING_FORM = re.compile(r"whsec_[\w+/-]{32,}={0,2}")


def is_within(text: str) -> bool:
    """Whether a text holds one of either kind, by its form."""
    return bool(FORM.search(text) or SIGNING_FORM.search(text))


def fresh_signing_secret() -> str:
    """`whsec_` and base64."""
    return f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode('ascii')}"


def fresh() -> tuple[str, str]:
    """A secret for one link, and the hash that is stored of it."""
    token = secrets.token_urlsafe(32)
    return token, hashed(token)


def hashed(token: str) -> str:
    """SHA-256, hex; of anything, also of what was never a token."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
