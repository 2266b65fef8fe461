"""What a seal of the configured PAdES level needs: time stamp authority, revocation data."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from pyhanko_certvalidator import ValidationContext

from safeclose.gateways import revocation
from safeclose.gateways.timestamping import Authority
from safeclose.sealing import Level
from safeclose.sealing.keys import SealingKey
from signing.evidence.sealing_settings import authority_trust, wanted_level


@dataclass(frozen=True)
class SealingOptions:
    """Arguments of `safeclose.sealing.seal.seal` for a level."""

    level: Level
    timestamper: Authority | None = None
    validation_context: ValidationContext | None = None
    time_stamp_trust: Sequence[x509.Certificate] = ()


def time_stamp_authority() -> Authority | None:
    """The time stamp authority, None where there is none. Raises SealingKeyError."""
    return Authority(settings.TSA_URL, authority_trust()) if settings.TSA_URL else None


def sealing_options(key: SealingKey) -> SealingOptions:
    """Everything for the wanted level; at B-LTA issuers are asked. Raises SealingKeyError, OSError for faults."""
    level = wanted_level()
    if level == "B-B":
        return SealingOptions(level)
    asked = time_stamp_authority()
    assert asked
    context = _context(key, asked) if level == "B-LTA" else None
    return SealingOptions(level, asked, context, asked.trust)


def _context(key: SealingKey, asked: Authority) -> ValidationContext:
    """How pyHanko judges the certificates that go into the file: nothing is fetched but what was fetched here."""
    asyncio.run(asked.async_dummy_response("sha256"))  # names the authority's certificates
    stamping = [x509.load_der_x509_certificate(each.dump()) for each in asked.cert_registry]
    known = list(dict.fromkeys([*key.certificates, *stamping, *asked.trust]))
    said = revocation.gathered(known)
    return ValidationContext(
        trust_roots=[_asn1(each) for each in (key.certificates[-1], *asked.trust)],
        other_certs=[_asn1(each) for each in known],
        crls=said.crls,
        ocsps=said.ocsps,
        allow_fetching=False,
        revocation_mode="hard-fail",
    )


def _asn1(certificate: x509.Certificate) -> asn1.Certificate:
    return asn1.Certificate.load(certificate.public_bytes(Encoding.DER))
