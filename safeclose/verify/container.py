"""A strict parser for the signature container (CMS, RFC 5652) of a seal, in which no byte can be changed.

A signature does not cover its own container. So every field outside the signed attributes must be exactly
what this service writes: one signer, SHA-256, RSASSA-PKCS1-v1_5, and at most one time stamp.
"""

import re
from hashlib import sha256
from typing import NamedTuple

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from safeclose.sentences import Sentence, sentence
from safeclose.verify.der import Node, children, only, read
from safeclose.verify.findings import CheckError

MAX_CONTAINER_BYTES = 65536  # parsing takes quadratic time
SEQUENCE, SET, INTEGER, OID, OCTETS = 0x30, 0x31, 0x02, 0x06, 0x04
SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
VERSION_1 = bytes.fromhex("020101")
SHA256_ALGORITHM = bytes.fromhex("300d06096086480165030402010500")
RSA_SHA256_ALGORITHM = bytes.fromhex("300d06092a864886f70d01010b0500")
DETACHED_DATA = bytes.fromhex("300b06092a864886f70d010701")
DATA = bytes.fromhex("06092a864886f70d010701")
CONTENT_TYPE = bytes.fromhex("06092a864886f70d010903")
MESSAGE_DIGEST = bytes.fromhex("06092a864886f70d010904")
SIGNING_CERTIFICATE = bytes.fromhex("060b2a864886f70d010910022f")
TIME_STAMP = bytes.fromhex("060b2a864886f70d010910020e")
TIME_STAMP_BYTES = 24576  # kept in a container for a time stamp; the file's covered bytes say how large it is


class Container(NamedTuple):
    """The content of a container; `signed` are the signed attributes as the signature covers them."""

    certificate: x509.Certificate
    certificates: frozenset[bytes]
    signed: bytes
    digest: bytes
    signature: bytes
    time_stamp: bytes | None


def open_container(hexadecimal: bytes) -> Container:
    """Reads the text between `<` and `>`. Raises CheckError for everything that this service does not write."""
    if len(hexadecimal) > 2 * MAX_CONTAINER_BYTES:
        raise CheckError(sentence("The container is too large."))
    if not re.fullmatch(rb"(?:[0-9A-F]{2})+", hexadecimal):
        raise CheckError(sentence("The container is not written in upper-case hexadecimal."))
    info, padding = read(bytes.fromhex(hexadecimal.decode("ascii")))
    if padding.strip(b"\0"):
        raise CheckError(sentence("After the container stand bytes other than zero."))
    content_type, content = _parts(info, SEQUENCE, 2)
    _demand(content_type, SIGNED_DATA, sentence("content type"))
    version, digests, encapsulated, certificates, signers = _parts(only(content, 0xA0), SEQUENCE, 5)
    _demand(version, VERSION_1, sentence("version"))
    _demand(only(digests, SET), SHA256_ALGORITHM, sentence("digest algorithm"))
    _demand(encapsulated, DETACHED_DATA, sentence("content"))
    return _signer(only(signers, SET), [each.encoded for each in children(certificates, 0xA0)])


def check_signature(container: Container, digest: bytes) -> None:
    """Raises CheckError unless the container's certificate signed this SHA-256 digest."""
    if container.digest != digest:
        raise CheckError(sentence("The file was changed: its bytes do not have the digest that was signed."))
    key = container.certificate.public_key()
    if not isinstance(key, RSAPublicKey):
        raise CheckError(sentence("The certificate has no RSA key."))
    try:
        key.verify(container.signature, container.signed, PKCS1v15(), SHA256())
    except InvalidSignature:
        raise CheckError(sentence("The signature does not belong to this file and certificate.")) from None


def _signer(signer: Node, certificates: list[bytes]) -> Container:
    fields = children(signer, SEQUENCE)
    if len(fields) not in (6, 7):
        raise CheckError(sentence("The container's signer has missing or additional fields."))
    version, identifier, digest_algorithm, signed, algorithm, signature = fields[:6]
    _demand(version, VERSION_1, sentence("signer version"))
    _demand(digest_algorithm, SHA256_ALGORITHM, sentence("signer digest algorithm"))
    _demand(algorithm, RSA_SHA256_ALGORITHM, sentence("signature algorithm"))
    if certificates != sorted(set(certificates)):
        raise CheckError(sentence("The container's certificates are repeated or not in order."))
    digest, fingerprint = _signed_attributes(signed)
    certificate = _certificate(certificates, fingerprint)
    _demand(identifier, _identifier(certificate), sentence("signer identifier"))
    if signature.tag != OCTETS:
        raise CheckError(sentence("The container holds no signature."))
    return Container(
        x509.load_der_x509_certificate(certificate),
        frozenset(certificates),
        bytes([SET]) + signed.encoded[1:],  # RFC 5652 §5.4: signed under the tag of a set
        digest,
        signature.content,
        _time_stamp(fields[6]) if len(fields) == 7 else None,
    )


def _signed_attributes(signed: Node) -> tuple[bytes, bytes]:
    values = {}
    for attribute in children(signed, 0xA0):
        kind, value = _parts(attribute, SEQUENCE, 2)
        values[kind.encoded] = only(value, SET)
    if values.keys() != {CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_CERTIFICATE}:
        raise CheckError(sentence("The signed attributes are not those of a seal."))
    _demand(values[CONTENT_TYPE], DATA, sentence("signed content type"))
    identified = only(only(values[SIGNING_CERTIFICATE], SEQUENCE), SEQUENCE)
    # RFC 5035: without an algorithm, the first field is the certificate's SHA-256.
    return values[MESSAGE_DIGEST].content, children(identified, SEQUENCE)[0].content


def _certificate(certificates: list[bytes], fingerprint: bytes) -> bytes:
    for each in certificates:
        if sha256(each).digest() == fingerprint:
            return each
    raise CheckError(sentence("The signing certificate is not in the container."))


def _identifier(certificate: bytes) -> bytes:
    """issuerAndSerialNumber, from the certificate."""
    fields = children(children(read(certificate)[0], SEQUENCE)[0], SEQUENCE)
    if fields[0].tag == 0xA0:  # the version comes first, except in version 1
        fields = fields[1:]
    serial, _, issuer = fields[:3]
    content = issuer.encoded + serial.encoded
    length = len(content)
    size = bytes([length]) if length < 0x80 else _long_length(length)
    return bytes([SEQUENCE]) + size + content


def _long_length(length: int) -> bytes:
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([0x80 | len(octets)]) + octets


def _time_stamp(unsigned: Node) -> bytes:
    kind, value = _parts(only(unsigned, 0xA1), SEQUENCE, 2)
    _demand(kind, TIME_STAMP, sentence("unsigned attribute"))
    return only(value, SET).encoded


def _parts(node: Node, tag: int, count: int) -> list[Node]:
    parts = children(node, tag)
    if len(parts) != count:
        raise CheckError(
            sentence("The container holds {found} fields where {expected} belong.", found=len(parts), expected=count)
        )
    return parts


def _demand(node: Node, expected: bytes, name: Sentence) -> None:
    if node.encoded != expected:
        raise CheckError(sentence("The container's {name} is not the one a seal has.", name=name))
