"""Whether certificates were revoked, as their issuers say: OCSP answers and CRLs, to be kept in sealed files."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from asn1crypto import crl as asn1_crl
from asn1crypto import ocsp as asn1_ocsp
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.ocsp import OCSPRequestBuilder
from cryptography.x509.oid import AuthorityInformationAccessOID

from safeclose.gateways import http_client
from safeclose.gateways.http_client import Kind
from safeclose.records.transactions import assert_no_transaction

TIMEOUT_SECONDS = 10.0  # for each exchange
MAX_ANSWER_BYTES = 8 * 1024 * 1024  # some CRLs are long


class Fault(OSError):
    """An issuer does not answer as it should, and another try may succeed; the text is a sentence for a person."""


class Revocation(NamedTuple):
    """What issuers said. Whether it is true and fresh is for whoever validates the certificates."""

    crls: list[asn1_crl.CertificateList]
    ocsps: list[asn1_ocsp.OCSPResponse]


def gathered(certificates: Sequence[x509.Certificate]) -> Revocation:
    """What the issuers say about each of these, where a certificate names a place to ask; issuers are among them.

    Raises Fault where a certificate names places and none answers.
    """
    assert_no_transaction()
    found = Revocation([], [])
    for certificate in certificates:
        issuer = next((each for each in certificates if each.subject == certificate.issuer), None)
        if issuer is not None and issuer != certificate:
            _ask(found, certificate, issuer)
    return found


def _ask(found: Revocation, certificate: x509.Certificate, issuer: x509.Certificate) -> None:
    fault: Fault | None = None
    for url in _responders(certificate):
        try:
            found.ocsps.append(_ocsp(url, certificate, issuer))
        except (Fault, ValueError) as error:
            fault = error if isinstance(error, Fault) else Fault(f"{url} does not answer with what it should.")
        else:
            return
    for url in _lists(certificate):
        try:
            found.crls.append(asn1_crl.CertificateList.load(_fetched("GET", url), strict=True))
        except (Fault, ValueError) as error:
            fault = error if isinstance(error, Fault) else Fault(f"{url} does not answer with what it should.")
        else:
            return
    if fault:
        raise fault


def _ocsp(url: str, certificate: x509.Certificate, issuer: x509.Certificate) -> asn1_ocsp.OCSPResponse:
    asked = OCSPRequestBuilder().add_certificate(certificate, issuer, SHA256()).build().public_bytes(Encoding.DER)
    answer = asn1_ocsp.OCSPResponse.load(_fetched("POST", url, asked), strict=True)
    if answer["response_status"].native != "successful":
        raise Fault(f"{url} answers {answer['response_status'].native}.")
    return answer


def _responders(certificate: x509.Certificate) -> Iterator[str]:
    try:
        named = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    except x509.ExtensionNotFound:
        return
    for each in named:
        if each.access_method == AuthorityInformationAccessOID.OCSP and _is_web(each.access_location):
            yield each.access_location.value


def _lists(certificate: x509.Certificate) -> Iterator[str]:
    try:
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except x509.ExtensionNotFound:
        return
    for point in points:
        yield from (each.value for each in point.full_name or () if _is_web(each))


def _is_web(name: x509.GeneralName) -> bool:
    return isinstance(name, x509.UniformResourceIdentifier) and name.value.startswith(("http://", "https://"))


def _fetched(method: str, url: str, content: bytes | None = None) -> bytes:
    headers = {"Content-Type": "application/ocsp-request"} if content else {}
    try:
        answer = http_client.exchange(
            method, url, content=content, headers=headers, seconds=TIMEOUT_SECONDS, max_bytes=MAX_ANSWER_BYTES
        )
    except http_client.Fault as fault:
        if fault.kind in (Kind.TIMEOUT, Kind.TOO_LONG) and fault.may_have_arrived:
            raise Fault(f"{url} answers too much or too slowly.") from fault
        raise Fault(f"{url} can't be reached ({fault.reason}).") from fault
    if answer.status != 200:
        raise Fault(f"{url} answers {answer.status}.")
    return answer.body
