"""Makes sealing keys, with self-signed certificates and certificate requests."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import NameOID

from safeclose.sealing.keys import SealingKeyError


def make_key_files(path: Path, *, password: str, name: str, organization: str, days: int, bits: int) -> Path:
    """Writes a PKCS#12 file with a new key and a self-signed certificate, and a certificate request next to it.

    Both are readable by their owner only. Returns the path of the request. Raises SealingKeyError if a file exists
    or can't be written, ValueError for a name that is invalid in certificates.
    """
    request = path.with_suffix(".csr")
    for each in (path, request):
        if each.exists():
            raise SealingKeyError(f"{each} is there already, and is not replaced.")
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    subject = named(name, organization)
    content = pkcs12.serialize_key_and_certificates(
        name.encode(), key, self_signed(key, subject, timedelta(days=days)), None,
        BestAvailableEncryption(password.encode()),
    )  # fmt: skip
    _write(path, content)
    _write(request, _request(key, subject).public_bytes(Encoding.PEM))
    return request


def named(name: str, organization: str) -> x509.Name:
    attributes = [x509.NameAttribute(NameOID.COMMON_NAME, name)]
    if organization:
        attributes.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization))
    return x509.Name(attributes)


def self_signed(key: rsa.RSAPrivateKey, subject: x509.Name, valid: timedelta) -> x509.Certificate:
    """A self-signed certificate, for signing only."""
    begin = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)  # for clocks that are behind
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + valid)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_signing_only(), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return builder.sign(key, SHA256())


def _request(key: rsa.RSAPrivateKey, subject: x509.Name) -> x509.CertificateSigningRequest:
    builder = x509.CertificateSigningRequestBuilder().subject_name(subject)
    return builder.add_extension(_signing_only(), critical=True).sign(key, SHA256())


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


def _write(path: Path, content: bytes) -> None:
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise SealingKeyError(f"{path} can't be written: {error.strerror}.") from error
