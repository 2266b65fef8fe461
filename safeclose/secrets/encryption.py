"""Secrets of others that the service needs in clear: encrypted in the database, under keys made from SECRET_KEY."""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class Unreadable(Exception):
    """It was encrypted under a SECRET_KEY that is not known any more."""


def encrypted(text: str, *, purpose: str) -> str:
    """Only `decrypted` with the same purpose reads it."""
    return _keys(purpose).encrypt(text.encode()).decode("ascii")


def decrypted(token: str, *, purpose: str) -> str:
    """The text. Raises Unreadable for what neither SECRET_KEY nor one of SECRET_KEY_FALLBACKS encrypted."""
    try:
        return _keys(purpose).decrypt(token.encode()).decode()
    except InvalidToken as error:
        raise Unreadable("It was encrypted under another SECRET_KEY.") from error


def _keys(purpose: str) -> MultiFernet:
    return MultiFernet([_key(secret, purpose) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str, purpose: str) -> Fernet:
    """RFC 5869: one secret gives a key for each purpose, and none of them tells of another."""
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"safeclose:{purpose}".encode())
    return Fernet(base64.urlsafe_b64encode(derivation.derive(secret.encode())))
