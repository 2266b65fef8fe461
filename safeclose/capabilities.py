"""Secrets that open one door: 256 random bits in a link, only their hash in the database."""

import hashlib
import re
import secrets

FORM = re.compile(r"(?<![\w-])[\w-]{43}(?![\w-])")


def fresh() -> tuple[str, str]:
    """A secret for one link, and the hash that is stored of it."""
    token = secrets.token_urlsafe(32)
    return token, hashed(token)


def hashed(token: str) -> str:
    """SHA-256, hex; of anything, also of what was never a token."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
