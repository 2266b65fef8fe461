"""The certificates that this service sealed with, and the files that it made, known by their SHA-256."""

from cryptography import x509

from safeclose.sealing.keys import SealingKeyError
from safeclose.sentences import sentence
from safeclose.storage import files
from safeclose.verify import Check, Report
from signing.evidence.models import Seal, SealedFile, SealingCertificate
from signing.evidence.sealing_settings import authority_trust
from signing.evidence.service_key import service_key

SEALED = sentence("This very file, byte for byte, is one that this service sealed.")
CERTIFICATE = sentence("This very file, byte for byte, is a certificate of completion that this service made.")
NEITHER = sentence(
    "This very file is not on record here. A file that lost its seal is another file: ask for the sealed one."
)


def trusted_certificates() -> list[x509.Certificate]:
    """The certificates of all seals that were made here, and of the next one.

    Never those of their issuers: for a public authority that would be all the world.
    """
    recorded = SealingCertificate.objects.order_by("recorded_at").values_list("pem", flat=True)
    found = [x509.load_pem_x509_certificate(pem.encode("ascii")) for pem in recorded]
    try:
        own = service_key().certificate
    except SealingKeyError:  # start-up complains of that; old seals are as good as ever
        return found
    return found if own in found else [*found, own]


def time_stamp_trust() -> list[x509.Certificate]:
    """Those of the time stamp authority, with which seals may have been renewed."""
    try:
        return authority_trust()
    except SealingKeyError:
        return []


def compared(report: Report, pdf: bytes) -> Report:
    """The report, with what our own records say of this file by its SHA-256.

    They speak of files only, never of what is told in one: who has no file learns nothing about any.
    """
    digest = files.sha256(pdf)
    has_no_seal = [check.name for check in report.checks] == ["seal"]
    if has_no_seal and Seal.objects.filter(certificate_sha256=digest).exists():
        return Report("genuine", CERTIFICATE, (Check("record", True, CERTIFICATE),))
    if SealedFile.objects.filter(sealed_sha256=digest).exists():
        return _with(report, Check("record", True, SEALED))
    # A seal is proof enough: records may be lost, or be those of another installation with the same key.
    return report if report.result == "genuine" else _with(report, Check("record", False, NEITHER))


def _with(report: Report, check: Check) -> Report:
    return Report(report.result, report.summary, (*report.checks, check), report.description)
