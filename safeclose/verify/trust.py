"""Whether a certificate is one the verifier trusts."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime

from asn1crypto import x509 as asn1
from cryptography import x509
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathBuildingError, ValidationError

from safeclose.verify.certificates import common_name, der
from safeclose.verify.findings import UnvouchedError

NO_TRUST = (
    "No trusted certificate was given. All else may be in order, but anybody can make such a file: get the "
    "service's certificate from its operator, not from this file, and give it as trusted."
)


def check_trust(
    certificate: x509.Certificate, others: Iterable[bytes], trust: Sequence[x509.Certificate], at: datetime
) -> tuple[bool, str]:
    """The certificate must be a trusted one or issued below one, and valid at the instant of the seal.

    `others` are certificates (DER) that may stand in between. Nothing is fetched, so revocation is not seen.
    Raises UnvouchedError: that a file bears another's seal does not say that the file was altered.
    """
    if not trust:
        raise UnvouchedError(NO_TRUST)
    name = common_name(certificate)
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        raise UnvouchedError(f"The certificate of {name} was not valid at {at:%Y-%m-%d %H:%M:%S} UTC.")
    try:
        asyncio.run(_path(certificate, others, trust, at))
    except (PathBuildingError, ValidationError):
        raise UnvouchedError(
            f"Sealed with a certificate that is not trusted ({name}). Anybody can make such a file."
        ) from None
    return True, f"The certificate of {name} is trusted, and was valid when the seal says it was made."


def validation_context(trust: Sequence[x509.Certificate], at: datetime) -> ValidationContext:
    """pyHanko's idea of trust: these certificates, at this instant, and no network."""
    return ValidationContext(trust_roots=[_asn1(der(each)) for each in trust], moment=at, allow_fetching=False)


async def _path(
    certificate: x509.Certificate, others: Iterable[bytes], trust: Sequence[x509.Certificate], at: datetime
) -> None:
    validator = CertificateValidator(
        _asn1(der(certificate)),
        [_asn1(each) for each in others],
        validation_context(trust, at),
    )
    await validator.async_validate_path()


def _asn1(encoded: bytes) -> asn1.Certificate:
    return asn1.Certificate.load(encoded)
