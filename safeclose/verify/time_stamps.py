"""Time stamps (RFC 3161) on a seal, and the updates by which they may be renewed (PAdES B-LTA)."""

import asyncio
from collections.abc import Sequence
from io import BytesIO

from cryptography import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import async_validate_pdf_timestamp
from pyhanko.sign.validation.status import (
    PdfSignatureStatus,
    SignatureCoverageLevel,
    TimestampSignatureStatus,
)

from safeclose.verify.findings import CheckError
from safeclose.verify.seal import Seal
from safeclose.verify.trust import validation_context


def check_time_stamp(status: PdfSignatureStatus, anchors: Sequence[x509.Certificate]) -> tuple[bool, str]:
    """The time stamp over the seal's signature; whose it is, is judged only when `anchors` are given."""
    stamp = status.timestamp_validity
    if stamp is None:
        raise CheckError("The container holds a time stamp that can't be read.")
    _demand_valid(stamp, anchors)
    judged = "a trusted authority" if anchors else "an authority whose certificate was not judged"
    return True, f"Time-stamped at {stamp.timestamp:%Y-%m-%d %H:%M:%S} UTC by {judged}."


def check_updates(
    pdf: bytes, seal: Seal, status: PdfSignatureStatus, anchors: Sequence[x509.Certificate]
) -> tuple[bool, str]:
    """What follows the seal may be nothing but validation data and time stamps of a trusted authority.

    The last time stamp must cover the whole file.
    """
    if status.modification_level is None or status.modification_level > ModificationLevel.LTA_UPDATES:
        raise CheckError("What was appended after the seal is more than time stamps.")
    reader = PdfFileReader(BytesIO(pdf), strict=True)
    stamps = reader.embedded_timestamp_signatures
    if not stamps:
        raise CheckError("What was appended after the seal has no time stamp.")
    for each in stamps:
        context = validation_context(anchors, seal.at)
        _demand_valid(asyncio.run(async_validate_pdf_timestamp(each, context, skip_diff=True)), anchors)
    if stamps[-1].coverage != SignatureCoverageLevel.ENTIRE_FILE:
        raise CheckError("The last time stamp does not cover the entire file.")
    return True, f"What was added after the seal is time stamps ({len(stamps)}) and nothing else."


def _demand_valid(stamp: TimestampSignatureStatus, anchors: Sequence[x509.Certificate]) -> None:
    if not (stamp.intact and stamp.valid):
        raise CheckError("A time stamp does not belong to this seal.")
    if anchors and not stamp.trusted:
        raise CheckError("A time stamp is not from a trusted authority.")
