"""What a certificate may be used for: key usage, extended key usage, basic constraints (RFC 5280, section 4.2.1)."""

from collections.abc import Sequence
from typing import TypeVar

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from safeclose.sentences import Sentence, sentence

DOCUMENT_SIGNING = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")  # RFC 9336
ADOBE_DOCUMENTS = x509.ObjectIdentifier("1.2.840.113583.1.1.5")
MICROSOFT_DOCUMENTS = x509.ObjectIdentifier("1.3.6.1.4.1.311.10.3.12")
# Authorities issued certificates for documents under these before RFC 9336 had a name for it.
FOR_DOCUMENTS = frozenset(
    {
        DOCUMENT_SIGNING,
        ADOBE_DOCUMENTS,
        MICROSOFT_DOCUMENTS,
        ExtendedKeyUsageOID.EMAIL_PROTECTION,
        ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,
    }
)

E = TypeVar("E", bound=x509.ExtensionType)


def signing_fault(certificate: x509.Certificate) -> Sentence | None:
    """Why this certificate is not one to sign documents with, as the end of a sentence; None when it is."""
    usage, extended = _extension(certificate, x509.KeyUsage), _extension(certificate, x509.ExtendedKeyUsage)
    if usage is None or not _signs(usage.value):
        return sentence("its key usage has neither digitalSignature nor nonRepudiation")
    if extended is not None and not FOR_DOCUMENTS & set(extended.value):
        return sentence("its extended key usage has nothing for documents")
    return None


def time_stamping_fault(certificate: x509.Certificate) -> Sentence | None:
    """The same of a time stamp authority's: RFC 3161, section 2.3."""
    usage, extended = _extension(certificate, x509.KeyUsage), _extension(certificate, x509.ExtendedKeyUsage)
    if extended is None or not extended.critical or list(extended.value) != [ExtendedKeyUsageOID.TIME_STAMPING]:
        return sentence("time stamps are not its only extended key usage, marked critical")
    if usage is not None and not _signs(usage.value):
        return sentence("its key usage has neither digitalSignature nor nonRepudiation")
    return None


def issuing_fault(path: Sequence[x509.Certificate]) -> Sentence | None:
    """Why a path of certificates, the trusted one first, does not hold as one of issuers; None when it does.

    The trusted certificate is judged as those below it are, which RFC 5280 leaves open.
    """
    *issuers, _ = path
    for place, each in enumerate(issuers):
        constraints, usage = _extension(each, x509.BasicConstraints), _extension(each, x509.KeyUsage)
        if constraints is None or not constraints.value.ca:
            return sentence("it was issued below a certificate that is not one of an authority")
        if usage is not None and not usage.value.key_cert_sign:
            return sentence("it was issued below a certificate whose key usage lacks keyCertSign")
        below = [issuer for issuer in issuers[place + 1 :] if issuer.subject != issuer.issuer]
        if constraints.value.path_length is not None and len(below) > constraints.value.path_length:
            return sentence("there are more authorities between than the path length allows")
    return None


def _signs(usage: x509.KeyUsage) -> bool:
    return usage.digital_signature or usage.content_commitment  # the newer name of nonRepudiation


def _extension(certificate: x509.Certificate, kind: type[E]) -> x509.Extension[E] | None:
    try:
        return certificate.extensions.get_extension_for_class(kind)
    except x509.ExtensionNotFound:
        return None
