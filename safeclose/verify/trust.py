"""Trust in certificates."""

import asyncio
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from asn1crypto import x509 as asn1
from cryptography import x509
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathBuildingError, ValidationError
from pyhanko_certvalidator.path import ValidationPath

from safeclose.sentences import Sentence, sentence
from safeclose.verify.certificates import common_name, der
from safeclose.verify.findings import UnvouchedError
from safeclose.verify.usage import issuing_fault, signing_fault

NO_TRUST = sentence(
    "No trusted certificate was given. All else may be in order, but anybody can make such a file: get the service's "
    "certificate from its operator, not from this file, and give it as trusted."
)


class Trust(NamedTuple):
    """Whom a verifier believes: certificates of services or their issuers, and those of time stamp authorities.

    `signer_sha256` (of the certificate's DER, lower-case hex) and `signer_subjects` name whose seals are wanted. They
    are needed where a trusted certificate is an issuer's, who issues for others too; where any are given, they hold
    for every seal.
    """

    certificates: Sequence[x509.Certificate] = ()
    time_stamps: Sequence[x509.Certificate] = ()
    signer_sha256: Collection[str] = ()
    signer_subjects: Collection[x509.Name] = ()

    def names(self, certificate: x509.Certificate) -> bool:
        """Whether it is the certificate of a signer who is named."""
        return sha256(der(certificate)).hexdigest() in self.signer_sha256 or certificate.subject in self.signer_subjects


def check_trust(
    certificate: x509.Certificate, others: Iterable[bytes], trust: Trust, at: datetime
) -> tuple[bool, Sentence]:
    """The certificate must be a trusted one or issued below one, be for signing, and valid at the instant of the seal.

    `others` are intermediate certificates (DER). Nothing is fetched, so revocation is not checked.
    Raises UnvouchedError, since a seal of someone else does not mean that the file was altered.
    """
    if not trust.certificates:
        raise UnvouchedError(NO_TRUST)
    name = common_name(certificate)
    if not _is_valid(certificate, at):
        raise UnvouchedError(sentence("The certificate of {name} was not valid at {at}.", name=name, at=at))
    is_given = certificate in trust.certificates
    fault = (None if is_given else _path_fault(certificate, others, trust, at)) or signing_fault(certificate)
    if fault:
        raise UnvouchedError(
            sentence("The certificate of {name} is not one to trust for seals: {fault}.", name=name, fault=fault)
        )
    _demand_named(certificate, trust, is_given=is_given)
    return True, sentence(
        "The certificate of {name} is trusted, and was valid when the seal says it was made.", name=name
    )


def validation_context(trust: Sequence[x509.Certificate], at: datetime) -> ValidationContext:
    """A validation context for pyHanko: these certificates, at this instant, without network."""
    return ValidationContext(trust_roots=[encoded(each) for each in trust], moment=at, allow_fetching=False)


def path_fault(path: ValidationPath, at: datetime) -> Sentence | None:
    """Why a path that pyHanko found does not hold at this instant, as the end of a sentence; None when it does."""
    certificates = [x509.load_der_x509_certificate(each.dump()) for each in path.iter_certs(include_root=True)]
    if not all(_is_valid(each, at) for each in certificates):
        return sentence("an issuer's certificate was not valid then")
    return issuing_fault(certificates)


def encoded(certificate: x509.Certificate) -> asn1.Certificate:
    """The certificate as pyHanko takes it."""
    return asn1.Certificate.load(der(certificate))


def _path_fault(certificate: x509.Certificate, others: Iterable[bytes], trust: Trust, at: datetime) -> Sentence | None:
    context = validation_context(trust.certificates, at)
    validator = CertificateValidator(encoded(certificate), [asn1.Certificate.load(each) for each in others], context)
    try:
        path = asyncio.run(validator.async_validate_path())
    except (PathBuildingError, ValidationError):
        raise UnvouchedError(
            sentence(
                "Sealed with a certificate that is not trusted ({name}). Anybody can make such a file.",
                name=common_name(certificate),
            )
        ) from None
    return path_fault(path, at)


def _demand_named(certificate: x509.Certificate, trust: Trust, *, is_given: bool) -> None:
    name, has_names = common_name(certificate), bool(trust.signer_sha256 or trust.signer_subjects)
    if has_names and not trust.names(certificate):
        raise UnvouchedError(
            sentence("The certificate of {name} is not that of the signer who was asked for.", name=name)
        )
    if not (has_names or is_given):
        raise UnvouchedError(
            sentence(
                "The certificate of {name} was issued by a trusted issuer, who issues for others too: name the "
                "signer's certificate by its SHA-256 or its subject.",
                name=name,
            )
        )


def _is_valid(certificate: x509.Certificate, at: datetime) -> bool:
    return certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc
