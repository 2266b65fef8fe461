"""Encryption of secrets in the database, with keys derived from SECRET_KEY."""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class Unreadable(Exception):
    """It was encrypted with a SECRET_KEY that is no longer configured."""


def encrypted(text: str, *, purpose: str) -> str:
    """The text, encrypted for one purpose; `decrypted` needs the same."""
    return _keys(purpose).encrypt(text.encode()).decode("ascii")


def decrypted(token: str, *, purpose: str) -> str:
    """The text. Raises Unreadable for what neither SECRET_KEY nor one of SECRET_KEY_FALLBACKS encrypted."""
    try:
        return _keys(purpose).decrypt(token.encode()).decode()
    except InvalidToken as error:
        raise Unreadable("It was encrypted under another SECRET_KEY.") from error


def is_current(token: str, *, purpose: str) -> bool:
    """Whether the present SECRET_KEY encrypted it, not a fallback."""
    try:
        _keys(purpose, settings.SECRET_KEY).decrypt(token.encode())
    except InvalidToken:
        return False
    return True


def _keys(purpose: str, *secrets: str) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in derived_keys(purpose, *secrets)])


def derived_keys(purpose: str, *secrets: str) -> list[bytes]:
    """32 bytes made from SECRET_KEY, then the same from each of SECRET_KEY_FALLBACKS; or from the given secrets.

    A separate key for each purpose (RFC 5869).
    """
    return [_derived(one, purpose) for one in secrets or (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def _derived(secret: str, purpose: str) -> bytes:
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"safeclose:{purpose}".encode())
    return derivation.derive(secret.encode())
