"""The sealed PDF: the presented pages, the certificate, the evidence, and one signature over all of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from cryptography import x509
from pyhanko.sign.timestamps import TimeStamper
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathBuildingError, ValidationError

from safeclose.sealing import Level
from safeclose.sealing.archiving import archive
from safeclose.sealing.joining import join
from safeclose.sealing.keys import SealingKey
from safeclose.sealing.presentable import check_presentable
from safeclose.sealing.signature import sign
from safeclose.verify import verify
from safeclose.verify.evidence import Examined, examine
from safeclose.verify.marks import marks_in


class SealingError(Exception):
    """The file could not be sealed; the message is a sentence that says why."""


@dataclass(frozen=True)
class Sealed:
    """A sealed PDF, its SHA-256 in lower-case hex, and the PAdES level that it has."""

    pdf: bytes
    sha256: str
    level: Level


def seal(
    presented: bytes,
    certificate: bytes,
    bundle: bytes,
    key: SealingKey,
    *,
    at: datetime,
    level: Level = "B-B",
    timestamper: TimeStamper | None = None,
    validation_context: ValidationContext | None = None,
    time_stamp_trust: Sequence[x509.Certificate] = (),
    examined: Examined | None = None,
) -> Sealed:
    """Draws the marks that the bundle says were put, joins, attaches, signs, and verifies the result.

    `presented` and `certificate` are PDFs, `bundle` the evidence of a completed trail about the presented
    file, signed with the same key and stating the same level. `at` is the time stated in the signature. B-T needs a
    time stamp service; B-LTA also a context for validating its certificates (and `time_stamp_trust`, its roots).
    `examined`: the bundle, for a caller who seals many documents with it. The result has the requested level: if
    something is missing or a service fails, it raises, and never seals at a lower level.

    Raises SealingError; NotPresentableError for a presented file that should have been refused earlier.
    """
    _demand_means(level, timestamper, validation_context)
    check_presentable(presented)
    examined = examined or examine(bundle)
    try:
        own = marks_in(examined.bundle, sha256(presented).hexdigest())
        with join(presented, certificate, bundle, own, at=at) as joined:
            pdf = sign(joined, key, at=at, nonce=sha256(bundle).digest(), timestamper=timestamper)
        if timestamper is not None and validation_context is not None:
            pdf = archive(pdf, timestamper, validation_context)
    except (OSError, ValueError, PathBuildingError, ValidationError) as error:  # pyHanko's, for a time stamp service
        raise SealingError(f"The seal could not be made: {error}") from error
    report = verify(pdf, trust=[key.certificate], time_stamp_trust=time_stamp_trust, examined=examined)
    if report.result != "genuine":
        raise SealingError(f"The sealed file does not verify: {report.summary}")
    return Sealed(pdf, sha256(pdf).hexdigest(), level)


def _demand_means(level: Level, timestamper: TimeStamper | None, context: ValidationContext | None) -> None:
    if (timestamper is not None) != (level != "B-B"):
        raise SealingError(f"Level {level} {'needs a' if level != 'B-B' else 'has no'} time stamp service.")
    if (context is not None) != (level == "B-LTA"):
        raise SealingError(f"Level {level} {'needs a' if level == 'B-LTA' else 'has no'} validation context.")
