"""Time stamps (RFC 3161) on a seal, and the updates that renew them (PAdES B-LTA)."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from io import BytesIO

from asn1crypto import cms, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import async_validate_pdf_timestamp
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko.sign.validation.status import (
    PdfSignatureStatus,
    SignatureCoverageLevel,
    TimestampSignatureStatus,
)

from safeclose.verify.findings import CheckError
from safeclose.verify.seal import Seal
from safeclose.verify.trust import path_fault, validation_context
from safeclose.verify.usage import time_stamping_fault


def check_token(
    token: bytes, stamped: bytes, anchors: Sequence[x509.Certificate], *, thing: str = "seal"
) -> tuple[datetime, str]:
    """The instant of a time stamp token over `stamped`; `thing`: what that is, for the sentence. See `examine`."""
    at = asyncio.run(examine(token, sha256(stamped).digest(), anchors, thing=thing))
    judged = "a trusted authority" if anchors else "an authority whose certificate was not judged"
    return at, f"Time-stamped at {at:%Y-%m-%d %H:%M:%S} UTC by {judged}."


async def examine(token: bytes, digest: bytes, anchors: Sequence[x509.Certificate], *, thing: str) -> datetime:
    """The instant of a time stamp token (DER) over a SHA-256 digest.

    Its authority's certificate must be for time stamps only, and valid at that instant; trust in it is
    checked only when `anchors` are given. Raises CheckError, or other errors for what is not a token.
    """
    content = _signed_content(token)
    info = content["encap_content_info"]["content"].parsed
    if not isinstance(info, tsp.TSTInfo):
        raise CheckError("The time stamp states no instant.")
    at = info["gen_time"].native.astimezone(UTC)
    status = await validate_tst_signed_data(content, validation_context(anchors, at), partial(_imprint, digest))
    if not (status["intact"] and status["valid"]):
        raise CheckError(f"A time stamp does not belong to this {thing}.")
    _demand_authority(status["signing_cert"], at)
    path = status["validation_path"]
    if anchors and (status["trust_problem_indic"] is not None or path_fault(path, at)):
        raise CheckError("A time stamp is not from a trusted authority.")
    return at


def _signed_content(token: bytes) -> cms.SignedData:
    found = cms.ContentInfo.load(token, strict=True)
    if found["content_type"].native != "signed_data":
        raise CheckError("The time stamp is not signed.")
    return found["content"]


def _imprint(digest: bytes, algorithm: str) -> bytes:
    if algorithm != "sha256":
        raise CheckError(f"A time stamp uses {algorithm} where SHA-256 belongs.")
    return digest


def _demand_authority(encoded: asn1.Certificate, at: datetime) -> None:
    certificate = x509.load_der_x509_certificate(encoded.dump())
    if time_stamping_fault(certificate):
        raise CheckError("A time stamp was signed with a certificate that is not for time stamps.")
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        raise CheckError("A time stamp was signed with a certificate that was not valid then.")


def check_updates(
    pdf: bytes, seal: Seal, status: PdfSignatureStatus, anchors: Sequence[x509.Certificate]
) -> tuple[bool, str]:
    """Checks that only validation data and time stamps of a trusted authority follow the seal.

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
