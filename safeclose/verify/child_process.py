"""Verification in a process of its own, for files that strangers send: bounded in time and memory."""

import json
import logging
from collections.abc import Sequence
from typing import Any

import pikepdf.settings
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from safeclose.child_processes.confined import TOO_MUCH, Outcome, UnfitError, confined
from safeclose.verify import verify
from safeclose.verify.findings import Check, Report

FOR_CHILDREN = ("safeclose.verify.evidence", "safeclose.verify.sealed")
UNPACKED = 1 << 26  # bytes that a single stream may unpack to


def verify_apart(
    pdf: bytes | None,
    bundle: bytes | None,
    *,
    trust: Sequence[x509.Certificate],
    time_stamp_trust: Sequence[x509.Certificate] = (),
) -> Report:
    """The report of `safeclose.verify.verify`; raises UnfitError for files that take too much to be looked through."""
    sizes = [-1 if each is None else len(each) for each in (pdf, bundle)]
    head = json.dumps({"trust": _pems(trust), "timeStampTrust": _pems(time_stamp_trust), "sizes": sizes}).encode()
    found = confined(examine, head + b"\n" + (pdf or b"") + (bundle or b"")).data
    checks = tuple(Check(**each) for each in found["checks"])
    return Report(found["result"], found["summary"], checks, found["about"])


def examine(content: bytes) -> Outcome:
    """For `confined`: the report as JSON on what `verify_apart` has packed."""
    logging.disable(logging.CRITICAL)  # libraries tell of faults in files; here the report does
    pikepdf.settings.set_qpdf_limits(flate_max_memory=UNPACKED)
    line, _, rest = content.partition(b"\n")
    head: dict[str, Any] = json.loads(line)
    of_pdf, of_bundle = head["sizes"]
    split = max(of_pdf, 0)
    try:
        report = verify(
            rest[:split] if of_pdf >= 0 else None,
            rest[split:] if of_bundle >= 0 else None,
            trust=_certificates(head["trust"]),
            time_stamp_trust=_certificates(head["timeStampTrust"]),
        )
    except MemoryError:
        raise UnfitError(TOO_MUCH) from None
    return Outcome(report.as_json())


def _pems(certificates: Sequence[x509.Certificate]) -> list[str]:
    return [each.public_bytes(Encoding.PEM).decode("ascii") for each in certificates]


def _certificates(pems: Sequence[str]) -> list[x509.Certificate]:
    return [x509.load_pem_x509_certificate(each.encode("ascii")) for each in pems]
