"""Verification of a sealed PDF or an evidence bundle, which needs only the files and a trusted certificate.

No database, no network, no settings: `python -m safeclose.verify sealed.pdf --trust certificate.pem`.

A file is authenticated as bytes first, then read. Whatever a file holds, the answer is a report:

- genuine: all checks passed, and the certificate is trusted;
- altered: it is, or claims to be, a sealed file or a bundle, and at least one check failed;
- unknown: nothing trusted vouches for it. It has no seal, or no trusted certificate was given, or the seal
  is somebody else's (an intact file under a stranger's seal was not provably altered, but proves nothing), or
  an issuer is trusted and nobody said whose seals are wanted.
"""

from collections.abc import Collection, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING

from cryptography import x509

from safeclose.sentences import sentence
from safeclose.verify.certificates import load_certificates
from safeclose.verify.findings import Check, Findings, Report

if TYPE_CHECKING:
    from safeclose.verify.evidence import Examined

__all__ = ["Check", "Report", "load_certificates", "verify"]


def verify(
    pdf: bytes | None = None,
    bundle: bytes | None = None,
    *,
    trust: Sequence[x509.Certificate] = (),
    time_stamp_trust: Sequence[x509.Certificate] = (),
    signer_sha256: Collection[str] = (),
    signer_subjects: Collection[x509.Name] = (),
    examined: "Examined | None" = None,
) -> Report:
    """Checks a sealed PDF, a bundle, or both. Never raises for the content of the files, except MemoryError.

    `trust`: certificates of the sealing service or of its issuers. `time_stamp_trust`: those of time stamp
    authorities; without them, updates appended after the seal are refused. `signer_sha256` (of the certificate's
    DER, lower-case hex) and `signer_subjects`: whose seals are wanted; needed where `trust` holds an issuer.

    `examined`: of `evidence.examine`, for a caller who verifies many files with the same evidence inside. A file with
    other evidence is verified as ever.

    A PDF without a seal, given with a bundle, is checked to be a document the bundle is about.
    """
    # Imported here because pyHanko is slow to import, and most users of this package only make files.
    from safeclose.verify import trail
    from safeclose.verify.added_files import presented_in
    from safeclose.verify.evidence import check_bundle_trust, examine
    from safeclose.verify.marks import check_marks
    from safeclose.verify.sealed import check_sealed
    from safeclose.verify.trust import Trust

    whom = Trust(trust, time_stamp_trust, signer_sha256, signer_subjects)
    findings = Findings()
    given = None
    if bundle is not None:
        own = examine(bundle, "given ")
        findings.add(own.findings)
        given = own.bundle
    if given is not None:
        check_marks(findings, given, "given ")
        check_bundle_trust(findings, given, whom, "given ")
    if pdf is not None and given is not None and sha256(pdf).hexdigest() in presented_in(given):
        findings.note("document", sentence("The PDF is the document the trail is about, byte for byte."))
    elif pdf is not None:
        embedded = check_sealed(findings, pdf, whom, examined)
        if embedded is not None and given is not None:
            findings.check("given events", trail.check_beginning, embedded, given)
    return findings.report()
