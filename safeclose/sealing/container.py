"""The signature container (CMS, PAdES baseline) that goes into a sealed PDF."""

from asn1crypto import algos, cms, tsp
from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.sign.general import as_signing_certificate_v2, simple_cms_attribute
from pyhanko.sign.signers.pdf_cms import ExternalSigner
from pyhanko.sign.timestamps import TimeStamper

from safeclose.sealing.keys import SealingKey

# Bytes kept beside those of the certificates: for attributes and signature, and for a time stamp.
ROOM = 2048
ROOM_FOR_TIME_STAMP = 24576


def room_for_container(key: SealingKey, *, time_stamp: bool) -> int:
    """How many bytes a container by this key needs at most."""
    certificates = sum(len(each) for each in _encoded(key))
    return certificates + ROOM + (ROOM_FOR_TIME_STAMP if time_stamp else 0)


async def make_container(key: SealingKey, digest: bytes, timestamper: TimeStamper | None) -> bytes:
    """Sign a SHA-256 digest; the bytes of the container, time-stamped when a time stamp service is given.

    The key object signs as it is loaded: pyHanko's own signer would parse the key anew each time, which takes
    longer than everything else together.
    """
    attributes = _attributes(key, digest)
    signer = _signer(key, key.sign(attributes.dump()))
    container = await signer.async_sign_prescribed_attributes("sha256", attributes, timestamper=timestamper)
    encoded: bytes = container.dump()
    return encoded


def _attributes(key: SealingKey, digest: bytes) -> cms.CMSAttributes:
    """Those of a PAdES baseline signature (ETSI EN 319 142-1, 6.3), byte for byte as pyHanko's own signer writes them.

    What is made is read back at once: asn1crypto writes a part that may still change anew for each level above it.
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
