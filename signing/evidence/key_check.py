"""Checks that the sealing key makes a seal that verifies."""

from datetime import UTC, datetime

import pikepdf

from safeclose.gateways.timestamping import Authority
from safeclose.sealing.keys import SealingKey, SealingKeyError
from safeclose.sealing.signature import sign
from safeclose.verify.findings import Findings
from safeclose.verify.sealed import check_certification, check_seal, check_time_stamps
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
    trust = Trust([key.certificate])
    seal = check_seal(findings, pdf, trust)
    if seal is not None and check_certification(findings, pdf, seal, trust):
        check_time_stamps(findings, pdf, seal, None, trust)
    for check in findings.checks:
        if not check.ok:
            raise SealingKeyError(f"A seal by this key does not verify: {check.detail}")
