"""Verification in a child process with limits on time and memory, for untrusted files."""

import json
import logging
from collections.abc import Sequence
from typing import Any

import pikepdf.settings
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from safeclose.child_processes.confined import TOO_MUCH, Outcome, UnfitError, confined
from safeclose.sentences import Sentence
from safeclose.verify import verify
from safeclose.verify.findings import Check, Description, Report

FOR_CHILDREN = ("safeclose.verify.evidence", "safeclose.verify.sealed")
MAX_UNPACKED_BYTES = 1 << 26  # of a single stream


def verify_in_child_process(
    pdf: bytes | None,
    bundle: bytes | None,
    *,
    trust: Sequence[x509.Certificate],
    time_stamp_trust: Sequence[x509.Certificate] = (),
) -> Report:
    """The report of `safeclose.verify.verify`. Raises UnfitError for files that need too much time or memory."""
    sizes = [-1 if each is None else len(each) for each in (pdf, bundle)]
    head = json.dumps({"trust": _pems(trust), "timeStampTrust": _pems(time_stamp_trust), "sizes": sizes}).encode()
    found = confined(examine, head + b"\n" + (pdf or b"") + (bundle or b"")).data
    checks = tuple(Check(each["name"], each["ok"], Sentence.from_json(each["message"])) for each in found["checks"])
    described = Description(found["about"], *(tuple(found[name]) for name in ("signatures", "marks", "added")))
    return Report(found["result"], Sentence.from_json(found["message"]), checks, described)


def examine(content: bytes) -> Outcome:
    """Runs in the child: the report as JSON on the files that `verify_in_child_process` has packed."""
    logging.disable(logging.CRITICAL)  # faults in files are in the report
    pikepdf.settings.set_qpdf_limits(flate_max_memory=MAX_UNPACKED_BYTES)
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
