"""A sealing key for development and tests. No one else trusts its certificate."""

from datetime import timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from safeclose.config import local_keys
from safeclose.sealing.fresh_key import named, self_signed
from safeclose.sealing.keys import SealingKey, SealingKeyError, load_pem

FILE = "sealing-development.pem"
VALIDITY = timedelta(days=3650)


def make_development_key(folder: Path) -> SealingKey:
    """The key in `folder`, made on first use: RSA-3072 with a self-signed certificate, readable by its owner.

    Several processes may start at once: all get the same key. A file that is there is never replaced; if it
    can't be used, SealingKeyError names it.
    """
    path = folder / FILE
    try:
        local_keys.made_once(path, _new_key)
    except OSError as error:
        raise SealingKeyError(f"The sealing key {path} can't be written: {error.strerror}.") from error
    return load_pem(path)


def _new_key() -> bytes:
    key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    certificate = self_signed(key, named("Safeclose development seal", "Not for production"), VALIDITY)
    return private + certificate.public_bytes(Encoding.PEM)
