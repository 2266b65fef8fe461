"""The sealing key and its certificates."""

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import AsymmetricPadding, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256, HashAlgorithm
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    load_pem_private_key,
    pkcs12,
)

from safeclose.verify.usage import signing_fault

MIN_KEY_BITS = 2048  # NIST SP 800-131A allows no new signatures with smaller keys


class SealingKeyError(Exception):
    """The sealing key can't be used; the message is a sentence with the file and the reason."""


class PrivateKey(Protocol):
    """An RSA key in memory or on a token."""

    def sign(self, data: bytes, padding: AsymmetricPadding, algorithm: HashAlgorithm) -> bytes:
        """A detached signature over the bytes, as the key's algorithm makes it."""


@dataclass(frozen=True)
class SealingKey:
    """A private key and its certificates: the key's own first, then those of its issuers."""

    private_key: PrivateKey
    certificates: tuple[x509.Certificate, ...]

    @property
    def certificate(self) -> x509.Certificate:
        """The key's own certificate."""
        return self.certificates[0]

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the certificate (DER), in lower-case hex."""
        return sha256(self.certificate.public_bytes(Encoding.DER)).hexdigest()

    def sign(self, data: bytes) -> bytes:
        """A detached signature: RSASSA-PKCS1-v1_5 with SHA-256 (`RS256`), which is deterministic."""
        return self.private_key.sign(data, PKCS1v15(), SHA256())


def load_pkcs12(path: Path, password: str | None = None) -> SealingKey:
    """The key in a PKCS#12 file; raises SealingKeyError. It is parsed once, until the file changes."""
    return _from_pkcs12(path, _content(path), password)


def load_pem(path: Path, password: str | None = None, *, also: tuple[Path, ...] = ()) -> SealingKey:
    """The key in a PEM file, with the certificates in that file and in those of `also`; like `load_pkcs12`."""
    return _from_pem(path, b"\n".join(map(_content, (path, *also))), password)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SealingKeyError(f"The sealing key {path} can't be read: {error.strerror}.") from error


@cache
def _from_pkcs12(path: Path, data: bytes, password: str | None) -> SealingKey:
    try:
        key, own, others = pkcs12.load_key_and_certificates(data, password.encode() if password else None)
    except (ValueError, TypeError) as error:
        raise SealingKeyError(f"The sealing key {path} is damaged, or its password is wrong.") from error
    return _in_memory(path, key, [each for each in (own, *others) if each is not None])


@cache
def _from_pem(path: Path, data: bytes, password: str | None) -> SealingKey:
    try:
        key = load_pem_private_key(data, password.encode() if password else None)
        certificates = x509.load_pem_x509_certificates(data)
    except (ValueError, TypeError) as error:
        raise SealingKeyError(f"The sealing key {path} is damaged, or its password is wrong.") from error
    return _in_memory(path, key, certificates)


def _in_memory(path: Path, key: object, certificates: list[x509.Certificate]) -> SealingKey:
    if not isinstance(key, RSAPrivateKey):
        raise SealingKeyError(f"The sealing key {path} is not an RSA key of at least {MIN_KEY_BITS} bits.")
    return checked(str(path), key, key.public_key(), certificates)


def checked(name: str, key: PrivateKey, public: object, certificates: list[x509.Certificate]) -> SealingKey:
    """Checks that the key is RSA, large enough, and has a certificate for signing. Raises SealingKeyError."""
    if not isinstance(public, RSAPublicKey) or public.key_size < MIN_KEY_BITS:
        raise SealingKeyError(f"The sealing key {name} is not an RSA key of at least {MIN_KEY_BITS} bits.")
    own = [each for each in certificates if each.public_key() == public]
    if not own:
        raise SealingKeyError(f"The sealing key {name} comes without its certificate.")
    others = [each for each in certificates if each not in own]
    if fault := signing_fault(own[0]):
        raise SealingKeyError(f"The certificate of the sealing key {name} is not meant for signing: {fault}.")
    return SealingKey(key, (own[0], *others))
