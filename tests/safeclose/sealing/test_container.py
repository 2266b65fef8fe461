"""The signature container is what pyHanko would make by itself."""

import asyncio
from hashlib import sha256

import pytest
from asn1crypto import algos, cms
from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.sign.signers.pdf_cms import ExternalSigner

from safeclose.sealing.container import container_bytes, make_container
from safeclose.sealing.keys import SealingKey
from tests.evidence_examples import new_key, sealing_key


def by_pyhanko(key: SealingKey, digest: bytes) -> bytes:
    """The same container, with the signed attributes that pyHanko's own signer writes."""
    own, *issuers = (asn1.Certificate.load(each.public_bytes(Encoding.DER)) for each in key.certificates)

    def signer(signature: bytes | None) -> ExternalSigner:
        mechanism = algos.SignedDigestAlgorithm({"algorithm": "sha256_rsa"})
        made = ExternalSigner(own, None, signature_value=signature, signature_mechanism=mechanism)
        made.cert_registry.register_multiple(issuers)
        return made

    attributes: cms.CMSAttributes = asyncio.run(signer(None).signed_attrs(digest, "sha256", use_pades=True))
    signature = key.sign(attributes.dump())
    container = asyncio.run(signer(signature).async_sign_prescribed_attributes("sha256", attributes))
    return bytes(container.dump())


KEYS = {
    "self-signed": sealing_key,
    "issued": lambda: new_key("Below", issuer=new_key("Above", authority=True)),
    "of another size": lambda: new_key(size=2056),
}


@pytest.fixture(scope="module", params=KEYS)
def key(request: pytest.FixtureRequest) -> SealingKey:
    """A key that stands alone, one with an issuer, and one whose signatures are longer."""
    return KEYS[request.param]()


def test_container_is_pyhankos_byte_for_byte(key):
    for number in range(20):
        digest = sha256(b"covered bytes %d" % number).digest()
        made = make_container(key, digest, None)
        assert made == by_pyhanko(key, digest)
        assert len(made) == container_bytes(key, time_stamp=False) < container_bytes(key, time_stamp=True)


def test_container_signs_this_digest_and_no_other(key):
    one, other = (make_container(key, sha256(text).digest(), None) for text in (b"one", b"other"))
    assert one != other
    signed = cms.ContentInfo.load(one)["content"]["signer_infos"][0]["signed_attrs"].native
    values = {each["type"]: each["values"] for each in signed}
    assert values["message_digest"] == [sha256(b"one").digest()]
    assert values["content_type"] == ["data"]
    (identified,) = values["signing_certificate_v2"]
    own = sha256(key.certificate.public_bytes(Encoding.DER)).digest()
    assert [each["cert_hash"] for each in identified["certs"]] == [own]
