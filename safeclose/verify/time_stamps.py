"""Time stamps (RFC 3161) on a seal, and the updates that renew them (PAdES B-LTA)."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from io import BytesIO
from itertools import pairwise
from typing import NamedTuple

from asn1crypto import cms, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_timestamp
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import CertificateValidator
from pyhanko_certvalidator.errors import PathBuildingError, ValidationError

from safeclose.sentences import Sentence, sentence
from safeclose.verify.bundle import Bundle
from safeclose.verify.findings import CheckError
from safeclose.verify.levels import ARCHIVED, TIME_STAMPED
from safeclose.verify.seal import Seal
from safeclose.verify.trust import Trust, encoded, path_fault, validation_context
from safeclose.verify.usage import time_stamping_fault

MAX_BEFORE = timedelta(minutes=5)  # clocks differ
MAX_AFTER = timedelta(hours=1)  # the files of a large package are stamped one by one, after one instant of sealing
SEAL = sentence("seal")
NONE_PROMISED = sentence("There is no time stamp, and level B-B promises none: the instant is the service's own word.")
NONE_KNOWN = sentence("There is no time stamp: the instant is the service's own word.")


class Stamp(NamedTuple):
    """What an authority signed: an instant; and the authority's certificate."""

    at: datetime
    certificate: asn1.Certificate


def check_time_stamp(seal: Seal, bundle: Bundle | None, trust: Trust) -> tuple[bool, Sentence]:
    """Checks that a seal has the time stamp that its level promises, over this signature and of its time."""
    token, level = seal.container.time_stamp, bundle.level if bundle else None
    if bundle and bundle.states_level and level is None:
        raise CheckError(sentence("The evidence in the file does not say which level its seal has."))
    if token is None:
        if level in TIME_STAMPED:
            raise CheckError(
                sentence(
                    "The evidence promises level {level}, and the seal has no time stamp: it was taken out.",
                    level=level,
                )
            )
        if level is None and seal.has_room_for_time_stamp:
            raise CheckError(sentence("The seal has the room of a time stamp, and none is there: it was taken out."))
        return True, NONE_PROMISED if level else NONE_KNOWN
    if level is not None and level not in TIME_STAMPED:
        raise CheckError(
            sentence("The evidence says level {level}, which has no time stamp: one was put in.", level=level)
        )
    at, told = check_token(token, seal.container.signature, trust.time_stamps)
    _demand_near(at, seal, bundle)
    if bundle is not None and bundle.time_stamp_authorities:
        _demand_promised(token, seal.container.signature, bundle)
    return True, told


def check_token(
    token: bytes, stamped: bytes, anchors: Sequence[x509.Certificate], *, thing: Sentence = SEAL
) -> tuple[datetime, Sentence]:
    """The instant of a time stamp token over `stamped`; `thing`: what that is, for the sentence. See `examine`."""
    at = asyncio.run(examine(token, sha256(stamped).digest(), anchors, thing=thing))
    judged = sentence("a trusted authority") if anchors else sentence("an authority whose certificate was not judged")
    return at, sentence("Time-stamped at {at} by {judged}.", at=at, judged=judged)


async def examine(token: bytes, digest: bytes, anchors: Sequence[x509.Certificate], *, thing: Sentence) -> datetime:
    """The instant of a time stamp token (DER) over a SHA-256 digest.

    Its authority's certificate must be for time stamps only, and valid at that instant; trust in it is
    checked only when `anchors` are given. Raises CheckError, or other errors for what is not a token.
    """
    return (await _stamp(_signed_content(token), digest, anchors, thing)).at


def check_updates(pdf: bytes, seal: Seal, bundle: Bundle | None, trust: Trust) -> tuple[bool, Sentence]:
    """Checks that only validation data and time stamps of a trusted authority follow the seal.

    At B-LTA both must be there, at lower levels nothing may be. Each time stamp is later than the one before, the first
    of the time of the seal, and the last covers the whole file. That nothing else follows is found by `certification`.
    """
    if bundle and bundle.states_level and bundle.level != ARCHIVED:
        raise CheckError(
            sentence("The evidence says level {level}, which has nothing after the seal.", level=bundle.level)
        )
    if seal.end == len(pdf):
        raise CheckError(
            sentence(
                "The evidence promises level {level}, and nothing follows the seal: it was cut off.", level=ARCHIVED
            )
        )
    reader = PdfFileReader(BytesIO(pdf), strict=True)
    embedded = reader.embedded_timestamp_signatures
    if not embedded:
        raise CheckError(sentence("What was appended after the seal has no time stamp."))
    stamps = [_document_stamp(each, seal, trust.time_stamps) for each in embedded]
    if embedded[-1].coverage != SignatureCoverageLevel.ENTIRE_FILE:
        raise CheckError(sentence("The last time stamp does not cover the entire file."))
    _demand_near(stamps[0].at, seal, bundle)
    if any(later.at < earlier.at - MAX_BEFORE for earlier, later in pairwise(stamps)):
        raise CheckError(sentence("The time stamps after the seal are not in the order of their instants."))
    if bundle is not None and bundle.level == ARCHIVED:
        _check_validation_data(embedded[0], stamps[0], seal, bundle, trust)
    return True, sentence(
        "What was added after the seal is time stamps ({number}) and nothing else.", number=len(stamps)
    )


def _demand_near(at: datetime, seal: Seal, bundle: Bundle | None) -> None:
    earliest = seal.at if bundle is None else max(seal.at, bundle.last_event_at)
    if not earliest - MAX_BEFORE <= at <= seal.at + MAX_AFTER:
        raise CheckError(
            sentence(
                "A time stamp is of {at}, and the seal says that it was made at {sealed}: it is not the one that was "
                "made with the seal.",
                at=at,
                sealed=seal.at,
            )
        )


def _demand_promised(token: bytes, stamped: bytes, bundle: Bundle) -> None:
    """The authority must be one by which the sealing service judged, whomever else the verifier trusts."""
    try:
        check_token(token, stamped, bundle.time_stamp_authorities)
    except CheckError as error:
        raise CheckError(sentence("A time stamp is not from an authority that the evidence names.")) from error


def _document_stamp(embedded: EmbeddedPdfSignature, seal: Seal, anchors: Sequence[x509.Certificate]) -> Stamp:
    status = asyncio.run(async_validate_pdf_timestamp(embedded, validation_context(anchors, seal.at), skip_diff=True))
    if not (status.intact and status.valid):
        raise CheckError(sentence("A time stamp does not belong to this {thing}.", thing=SEAL))
    digest = embedded.compute_digest("sha256")
    return asyncio.run(_stamp(embedded.signed_data, digest, anchors, sentence("file")))


def _check_validation_data(
    embedded: EmbeddedPdfSignature, stamp: Stamp, seal: Seal, bundle: Bundle, trust: Trust
) -> None:
    """The first update must hold what tells, at its instant, that no certificate of the seal was revoked."""
    try:
        kept = DocumentSecurityStore.read_dss(embedded.reader.get_historical_resolver(embedded.signed_revision))
    except NoDSSFoundError:
        raise CheckError(
            sentence("The evidence promises level {level}, and there are no validation data.", level=ARCHIVED)
        ) from None
    roots = [encoded(each) for each in (bundle.certificates[-1], *trust.time_stamps)]
    wanted = [encoded(seal.container.certificate), stamp.certificate]
    try:
        for each in wanted:
            given = {"trust_roots": roots, "moment": stamp.at, "allow_fetching": False, "revocation_mode": "hard-fail"}
            validator = CertificateValidator(each, [], kept.as_validation_context(given))
            asyncio.run(validator.async_validate_path())
    except (PathBuildingError, ValidationError) as error:
        raise CheckError(
            sentence("The validation data after the seal are not those of its certificates: {error}", error=str(error))
        ) from error


async def _stamp(content: cms.SignedData, digest: bytes, anchors: Sequence[x509.Certificate], thing: Sentence) -> Stamp:
    info = content["encap_content_info"]["content"].parsed
    if not isinstance(info, tsp.TSTInfo):
        raise CheckError(sentence("The time stamp states no instant."))
    at = info["gen_time"].native.astimezone(UTC)
    status = await validate_tst_signed_data(content, validation_context(anchors, at), partial(_imprint, digest))
    if not (status["intact"] and status["valid"]):
        raise CheckError(sentence("A time stamp does not belong to this {thing}.", thing=thing))
    _demand_authority(status["signing_cert"], at)
    path = status["validation_path"]
    if anchors and (status["trust_problem_indic"] is not None or path_fault(path, at)):
        raise CheckError(sentence("A time stamp is not from a trusted authority."))
    return Stamp(at, status["signing_cert"])


def _signed_content(token: bytes) -> cms.SignedData:
    found = cms.ContentInfo.load(token, strict=True)
    if found["content_type"].native != "signed_data":
        raise CheckError(sentence("The time stamp is not signed."))
    return found["content"]


def _imprint(digest: bytes, algorithm: str) -> bytes:
    if algorithm != "sha256":
        raise CheckError(sentence("A time stamp uses {algorithm} where SHA-256 belongs.", algorithm=algorithm))
    return digest


def _demand_authority(certificate: asn1.Certificate, at: datetime) -> None:
    own = x509.load_der_x509_certificate(certificate.dump())
    if time_stamping_fault(own):
        raise CheckError(sentence("A time stamp was signed with a certificate that is not for time stamps."))
    if not own.not_valid_before_utc <= at <= own.not_valid_after_utc:
        raise CheckError(sentence("A time stamp was signed with a certificate that was not valid then."))
