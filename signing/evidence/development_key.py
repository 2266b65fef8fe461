"""A sealing key for development and tests. Nobody outside trusts its certificate."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from safeclose import localkeys
from signing.evidence.keys import SealingKey, SealingKeyError, load_pem

FILE = "sealing-development.pem"
VALID = timedelta(days=3650)


def make_development_key(folder: Path) -> SealingKey:
    """The key in `folder`, made on first use: RSA-3072 with a self-signed certificate, readable by its owner.

    Several processes may start at once: all get the same key. A file that is there is never replaced; if it
    can't be used, SealingKeyError names it.
    """
    path = folder / FILE
    try:
        localkeys.made_once(path, _new_key)
    except OSError as error:
        raise SealingKeyError(f"The sealing key {path} can't be written: {error.strerror}.") from error
    return load_pem(path)


def _new_key() -> bytes:
    key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private + _self_signed(key).public_bytes(Encoding.PEM)


def _self_signed(key: rsa.RSAPrivateKey) -> x509.Certificate:
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, "Safeclose development seal"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Not for production"),
        ]
    )
    begin = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)  # clocks differ
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + VALID)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_signing_only(), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return builder.sign(key, SHA256())


def _signing_only() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,  # the newer name of non-repudiation
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
