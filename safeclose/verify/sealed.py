"""All checks of one sealed PDF. Nothing is parsed before it is authenticated."""

import pikepdf

from safeclose.verify import sealed_file, time_stamps
from safeclose.verify.bundle import Bundle
from safeclose.verify.checkpoint_checks import check_checkpoint
from safeclose.verify.evidence import Examined, describe, examine
from safeclose.verify.findings import Findings
from safeclose.verify.levels import ARCHIVED
from safeclose.verify.marks import check_marks, marks_in
from safeclose.verify.seal import Seal, check_coverage, find_seal, open_seal
from safeclose.verify.trust import Trust, check_trust


def check_sealed(findings: Findings, pdf: bytes, trust: Trust, examined: Examined | None = None) -> Bundle | None:
    """Checks a sealed PDF and the evidence inside; returns None when the evidence was not read.

    `examined`: evidence that need not be examined again where it is the one inside.
    """
    seal = check_seal(findings, pdf, trust)
    if seal is None:
        return None
    certified = check_certification(findings, pdf, seal, trust)
    opened = findings.check("structure", sealed_file.open_pdf, pdf[: seal.end])
    bundle, document = (None, None) if opened is None else _check_contents(findings, opened, seal, examined)
    if certified:
        check_time_stamps(findings, pdf, seal, bundle, trust)
    if bundle is not None and "checkpoint" in bundle.content:
        check_checkpoint(findings, bundle, trust)
    if bundle is not None:
        findings.describe(lambda: describe(bundle, document))
    return bundle


def check_seal(findings: Findings, pdf: bytes, trust: Trust) -> Seal | None:
    """Checks the signature over the file and trust in its certificate; None when the file must not be read further.

    If trusted certificates are given, a file sealed by someone else is not read, as it could be hostile.
    """
    seal = _authenticated(findings, pdf, updates=bool(trust.time_stamps))
    if seal is None:
        return None
    own = seal.container
    trusted = findings.check("trust", check_trust, own.certificate, own.certificates, trust, seal.at)
    if trust.certificates and not trusted:
        return None
    return seal


def check_certification(findings: Findings, pdf: bytes, seal: Seal, trust: Trust) -> bool:
    """Whether the seal holds as a PDF signature, too."""
    anchors = trust.certificates or [seal.container.certificate]
    return bool(findings.check("certification", sealed_file.check_certification, pdf, seal, anchors))


def _authenticated(findings: Findings, pdf: bytes, *, updates: bool) -> Seal | None:
    place = findings.check("seal", find_seal, pdf)
    if place is None or findings.check("coverage", check_coverage, pdf, place, updates=updates) is None:
        return None
    return findings.check("signature", open_seal, pdf, place)


def check_time_stamps(findings: Findings, pdf: bytes, seal: Seal, bundle: Bundle | None, trust: Trust) -> None:
    """Check what the level in the evidence promises: a time stamp in the seal, and validation data after it."""
    findings.check("time stamp", time_stamps.check_time_stamp, seal, bundle, trust)
    if seal.end < len(pdf) or (bundle is not None and bundle.level == ARCHIVED):
        findings.check("updates", time_stamps.check_updates, pdf, seal, bundle, trust)


def _check_contents(
    findings: Findings, opened: pikepdf.Pdf, seal: Seal, examined: Examined | None
) -> tuple[Bundle | None, str | None]:
    """The evidence in the file, and the SHA-256 of the presented file; None for what can't be read."""
    with opened:
        findings.check("active content", sealed_file.check_inertness, opened)
        attachments = findings.check("attachments", sealed_file.check_attachments, opened)
        if attachments is None:
            return None, None
        if examined is None or examined.data != attachments.evidence:
            examined = examine(attachments.evidence)
        bundle = examined.bundle
        marks = marks_in(bundle, attachments.document)
        pages = findings.check("pages", sealed_file.check_pages, opened, attachments, marks)
    findings.add(examined.findings)
    if bundle is not None:
        check_marks(findings, bundle, pages=pages)
        findings.check("presented file", sealed_file.check_presented, attachments, bundle)
        findings.check("same certificate", sealed_file.check_same_certificate, seal, bundle)
    return bundle, attachments.document
