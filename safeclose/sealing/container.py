"""The signature container (CMS, PAdES baseline) that goes into a sealed PDF."""

from asn1crypto import algos, cms, tsp
from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.sign.general import as_signing_certificate_v2, simple_cms_attribute
from pyhanko.sign.signers.pdf_cms import ExternalSigner
from pyhanko.sign.timestamps import TimeStamper

from safeclose.sealing.keys import SealingKey
from safeclose.verify.container import TIME_STAMP_BYTES

# Space in the container in addition to the certificates, and to a time stamp.
ATTRIBUTES_AND_SIGNATURE_BYTES = 2048


def container_bytes(key: SealingKey, *, time_stamp: bool) -> int:
    """The maximal size of a container by this key."""
    certificates = sum(len(each) for each in _encoded(key))
    return certificates + ATTRIBUTES_AND_SIGNATURE_BYTES + (TIME_STAMP_BYTES if time_stamp else 0)


async def make_container(key: SealingKey, digest: bytes, timestamper: TimeStamper | None) -> bytes:
    """Signs a SHA-256 digest; returns the container, with a time stamp if a time stamp service is given.

    Signs with the loaded key object, since pyHanko's own signer parses the key each time, which is slow.
    """
    attributes = _attributes(key, digest)
    signer = _signer(key, key.sign(attributes.dump()))
    container = await signer.async_sign_prescribed_attributes("sha256", attributes, timestamper=timestamper)
    encoded: bytes = container.dump()
    return encoded


def _attributes(key: SealingKey, digest: bytes) -> cms.CMSAttributes:
    """The attributes of a PAdES baseline signature (ETSI EN 319 142-1, 6.3), as pyHanko's signer writes them.

    Each part is parsed back immediately, because asn1crypto encodes a mutable part again for each level above it.
    """
    own = asn1.Certificate.load(_encoded(key)[0])
    identified = tsp.SigningCertificateV2.load(as_signing_certificate_v2(own).dump())
    attributes = [
        simple_cms_attribute("content_type", "data"),
        simple_cms_attribute("message_digest", digest),
        simple_cms_attribute("signing_certificate_v2", identified),
    ]
    return cms.CMSAttributes.load(cms.CMSAttributes(attributes).dump())


def _signer(key: SealingKey, signature: bytes) -> ExternalSigner:
    own, *issuers = (asn1.Certificate.load(each) for each in _encoded(key))
    mechanism = algos.SignedDigestAlgorithm({"algorithm": "sha256_rsa"})
    signer = ExternalSigner(own, None, signature_value=signature, signature_mechanism=mechanism)
    signer.cert_registry.register_multiple(issuers)
    return signer


def _encoded(key: SealingKey) -> list[bytes]:
    return [each.public_bytes(Encoding.DER) for each in key.certificates]
