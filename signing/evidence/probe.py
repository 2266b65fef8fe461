"""Trying the sealing key before anyone depends on it."""

from datetime import UTC, datetime

import pikepdf

from safeclose.verify.findings import Findings
from safeclose.verify.sealed import check_seal
from signing.evidence.keys import SealingKey, SealingKeyError
from signing.evidence.signature import sign


def probe(key: SealingKey) -> None:
    """Sign a blank page and check the signature as any verifier would; raises SealingKeyError."""
    now = datetime.now(UTC)
    with pikepdf.new() as blank:
        blank.add_blank_page()
        pdf = sign(blank, key, at=now, nonce=now.isoformat().encode())
    findings = Findings()
    check_seal(findings, pdf, [key.certificate])
    for check in findings.checks:
        if not check.ok:
            raise SealingKeyError(f"A seal by this key does not verify: {check.detail}")
