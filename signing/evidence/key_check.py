"""Checks that the sealing key makes a seal that verifies."""

from datetime import UTC, datetime

import pikepdf

from safeclose.gateways.timestamping import Authority
from safeclose.sealing.keys import SealingKey, SealingKeyError
from safeclose.sealing.signature import sign
from safeclose.verify.findings import Findings
from safeclose.verify.sealed import check_seal
from safeclose.verify.trust import Trust


def check_key(key: SealingKey, timestamper: Authority | None = None) -> None:
    """Sign a blank page and check the signature as any verifier would; raises SealingKeyError.

    With `timestamper`, the page gets a time stamp too; raises OSError where there is none to be had.
    """
    now = datetime.now(UTC)
    with pikepdf.new() as blank:
        blank.add_blank_page()
        pdf = sign(blank, key, at=now, nonce=now.isoformat().encode(), timestamper=timestamper)
    findings = Findings()
    check_seal(findings, pdf, Trust([key.certificate]))
    for check in findings.checks:
        if not check.ok:
            raise SealingKeyError(f"A seal by this key does not verify: {check.detail}")
