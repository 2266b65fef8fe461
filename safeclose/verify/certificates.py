"""Reading, writing and naming certificates."""

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding


def load_certificates(data: bytes) -> list[x509.Certificate]:
    """Certificates from PEM (one or more) or DER; raises ValueError when there is none."""
    if b"-----BEGIN" in data:
        return x509.load_pem_x509_certificates(data)
    return [x509.load_der_x509_certificate(data)]


def der(certificate: x509.Certificate) -> bytes:
    """A certificate in its binary form (DER)."""
    return certificate.public_bytes(Encoding.DER)


def common_name(certificate: x509.Certificate) -> str:
    """The common name of a certificate's subject, else the whole subject."""
    names = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(names[0].value) if names else certificate.subject.rfc4514_string()
