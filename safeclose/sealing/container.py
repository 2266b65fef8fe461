"""The signature container (CMS, PAdES baseline) that goes into a sealed PDF.

pyHanko makes it. Of one key all containers are the same but for the digest and the signature, so pyHanko makes a
pattern with other bytes in these two places, which is kept: asn1crypto takes milliseconds to encode a container.
"""

import asyncio
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

from asn1crypto import algos, cms
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.sign.signers.pdf_cms import ExternalSigner
from pyhanko.sign.timestamps import TimeStamper

from safeclose.sealing.keys import SealingKey
from safeclose.verify.container import TIME_STAMP_BYTES

# Space in a container with a time stamp, in addition to that and to the certificates.
ATTRIBUTES_AND_SIGNATURE_BYTES = 2048
# What stands in a pattern instead of a digest, and the beginning of what stands instead of a signature.
_DIGEST = sha256(b"digest").digest()
_SIGNATURE = sha256(b"signature").digest()


class _Pattern(NamedTuple):
    """`attributes` are the signed ones, as they are signed; `signature` stands in the container instead of one."""

    attributes: bytes
    container: bytes
    signature: bytes


def container_bytes(key: SealingKey, *, time_stamp: bool) -> int:
    """The size of a container by this key; of one with a time stamp the maximal size."""
    certificates = _encoded(key)
    if time_stamp:
        return sum(len(each) for each in certificates) + ATTRIBUTES_AND_SIGNATURE_BYTES + TIME_STAMP_BYTES
    return len(_pattern(certificates).container)


def make_container(key: SealingKey, digest: bytes, timestamper: TimeStamper | None) -> bytes:
    """Signs a SHA-256 digest; returns the container, with a time stamp if a time stamp service is given.

    Signs with the loaded key object, since pyHanko's own signer parses the key each time, which is slow.
    """
    certificates = _encoded(key)
    pattern = _pattern(certificates)
    attributes = pattern.attributes.replace(_DIGEST, digest)
    signature = key.sign(attributes)
    if timestamper is None:
        return pattern.container.replace(_DIGEST, digest).replace(pattern.signature, signature)
    return _by_pyhanko(certificates, signature, cms.CMSAttributes.load(attributes), timestamper)


@lru_cache(maxsize=16)
def _pattern(certificates: tuple[bytes, ...]) -> _Pattern:
    public = x509.load_der_x509_certificate(certificates[0]).public_key()
    assert isinstance(public, RSAPublicKey)
    signature = _SIGNATURE.ljust((public.key_size + 7) // 8, b"\0")
    attributes = asyncio.run(_signer(certificates, signature).signed_attrs(_DIGEST, "sha256", use_pades=True))
    return _Pattern(attributes.dump(), _by_pyhanko(certificates, signature, attributes), signature)


def _by_pyhanko(
    certificates: tuple[bytes, ...],
    signature: bytes,
    attributes: cms.CMSAttributes,
    timestamper: TimeStamper | None = None,
) -> bytes:
    signer = _signer(certificates, signature)
    container = asyncio.run(signer.async_sign_prescribed_attributes("sha256", attributes, timestamper=timestamper))
    encoded: bytes = container.dump()
    return encoded


def _signer(certificates: tuple[bytes, ...], signature: bytes) -> ExternalSigner:
    own, *issuers = (asn1.Certificate.load(each) for each in certificates)
    mechanism = algos.SignedDigestAlgorithm({"algorithm": "sha256_rsa"})
    signer = ExternalSigner(own, None, signature_value=signature, signature_mechanism=mechanism)
    signer.cert_registry.register_multiple(issuers)
    return signer


def _encoded(key: SealingKey) -> tuple[bytes, ...]:
    return tuple(each.public_bytes(Encoding.DER) for each in key.certificates)
