"""Finds the seal in a file's bytes, before the file is parsed as a PDF.

A sealed file is authenticated as bytes first, and parsed as a PDF after that, so that manipulations of the PDF's
structure (a moved signature, a second cross-reference table, appended objects) are not interpreted.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from itertools import islice
from typing import NamedTuple

from safeclose.sentences import Sentence, sentence
from safeclose.verify.container import TIME_STAMP_BYTES, Container, check_signature, open_container
from safeclose.verify.findings import CheckError, UnvouchedError

FIELD_NAME = "SafecloseSeal"
MAX_LOOKALIKES = 3  # other texts in a file that look like seals; more are hostile
# The order and spacing in which the signature dictionary of a seal is written.
_OPENING = re.compile(rb"/ByteRange \[ 0 (\d{1,10}) (\d{1,10}) (\d{1,10}) *\] /Contents <")
_CLOSING = re.compile(rb"> /Filter /Adobe\.PPKLite /M \(D:(\d{14})Z\) ")


class Place(NamedTuple):
    """Offsets: of the `<` before the container, after the `>` behind it, and where the covered bytes end."""

    begin: int
    after: int
    end: int


class Seal(NamedTuple):
    """A seal in a file: its container, the instant it states, where the bytes it covers end, and its room."""

    container: Container
    at: datetime
    end: int
    room_bytes: int

    @property
    def has_room_for_time_stamp(self) -> bool:
        """Whether room for a time stamp was kept when it was made, which the covered bytes tell."""
        used = sum(len(each) for each in self.container.certificates)
        return self.room_bytes - used >= TIME_STAMP_BYTES


def find_seal(pdf: bytes) -> tuple[Place, Sentence]:
    """The place of the seal in the file.

    Raises UnvouchedError for a file without a seal, CheckError when there is not exactly one at the stated place.
    """
    places = list(islice(_places(pdf), MAX_LOOKALIKES + 1))
    # Text in the evidence can look like a seal; only the true one has a valid signature.
    seals = places if len(places) == 1 else [each for each in places if _opens(pdf, each)]
    if len(seals) == 1:
        return seals[0], sentence("There is one seal.")
    if places or f"({FIELD_NAME})".encode() in pdf:
        raise CheckError(sentence("The file had a seal, but its place can't be made out: it was changed."))
    if b"%PDF-" in pdf[:1024]:
        raise UnvouchedError(sentence("This PDF has no Safeclose seal, so nothing vouches for it."))
    raise UnvouchedError(sentence("This is neither a PDF nor an evidence bundle."))


def looks_sealed(pdf: bytes) -> bool:
    """Whether a file contains something that looks like a seal."""
    return _OPENING.search(pdf) is not None


def check_coverage(pdf: bytes, place: Place, *, updates: bool = False) -> tuple[bool, Sentence]:
    """The covered bytes must be the whole file (with `updates`: its beginning), except for the container."""
    end, after = place.end, place.after
    if end > len(pdf):
        raise CheckError(
            sentence("The file is truncated: {number} bytes are missing at its end.", number=end - len(pdf))
        )
    if end < len(pdf) and not updates:
        more = len(pdf) - end
        raise CheckError(
            sentence("1 byte was appended after the seal.")
            if more == 1
            else sentence("{number} bytes were appended after the seal.", number=more)
        )
    if not _CLOSING.match(pdf, after - 1):
        raise CheckError(sentence("The seal's container does not end where the seal says."))
    if not pdf[:end].endswith(b"\n%%EOF\n"):
        raise CheckError(sentence("The sealed bytes do not end where a PDF ends."))
    return True, sentence("The seal covers all {end} bytes except for its own container.", end=f"{end:,}")


def open_seal(pdf: bytes, place: Place) -> tuple[Seal, Sentence]:
    """Reads the container and checks its signature over the covered bytes."""
    begin, after, end = place
    container = open_container(pdf[begin + 1 : after - 1])
    digest = sha256(memoryview(pdf)[:begin])
    digest.update(memoryview(pdf)[after:end])
    check_signature(container, digest.digest())
    stated = _CLOSING.match(pdf, after - 1)
    if stated is None:
        raise CheckError(sentence("The seal states no instant."))
    at = datetime.strptime(stated[1].decode("ascii"), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    room_bytes = (after - begin - 2) // 2
    return Seal(container, at, end, room_bytes), sentence(
        "The signature is valid, and nothing in its container is out of place."
    )


def _places(pdf: bytes) -> Iterator[Place]:
    for match in _OPENING.finditer(pdf):
        begin, after, rest = (int(each) for each in match.groups())
        if begin == match.end() - 1:
            yield Place(begin, after, after + rest)


def _opens(pdf: bytes, place: Place) -> bool:
    try:
        open_seal(pdf, place)
    except (CheckError, ValueError):
        return False
    return True
