"""Seals a PDF for trial when it arrives, so that a file that can't be sealed is refused before anyone signs it.

Imported only where files are worked on (see `safeclose.child_processes.confined`): the key is made once, when the
module is imported.
"""

from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa

from safeclose import clock
from safeclose.child_processes.confined import UnfitError
from safeclose.proof.hashchain import ChainedEvent, link
from safeclose.sealing.bundle import make_bundle
from safeclose.sealing.fresh_key import named, self_signed
from safeclose.sealing.keys import SealingKey
from safeclose.sealing.seal import SealingError, seal

# A certificate of completion of the greatest length: its pages, fonts and tags are joined to the document's.
# `make rehearsal-certificate` makes it; a test compares it with the present design.
CERTIFICATE = Path(__file__).with_name("rehearsal_certificate.pdf")
_private_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
_own_certificate = self_signed(_private_key, named("Rehearsal", ""), timedelta(days=3650))
_KEY = SealingKey(_private_key, (_own_certificate,))
_CERTIFICATE = CERTIFICATE.read_bytes()

_SUBJECT = {"trailId": "env_rehearsal", "kind": "envelope", "title": "Rehearsal"}
_SYSTEM = {"kind": "system", "id": None, "name": None}
_SIGNER = {"kind": "signer", "id": "sgr_rehearsal", "name": "Rehearsal"}


def rehearse(pdf: bytes) -> None:
    """Seal the PDF with a key that nobody trusts, and verify the result as a stranger would.

    Raises UnfitError with the reason for a PDF that would not come out as genuine.
    """
    at = clock.now()
    try:
        seal(pdf, _CERTIFICATE, _bundle(sha256(pdf).hexdigest(), at), _KEY, at=at)
    except (UnfitError, MemoryError, RecursionError):
        raise
    except SealingError as error:
        raise UnfitError(f"The PDF can't be sealed: {error}") from error
    except Exception as error:  # the same error would occur when everyone has signed
        raise UnfitError("The PDF can't be sealed; print it to a new PDF first.") from error


def _bundle(document: str, at: datetime) -> bytes:
    """The shortest trail of a completed signing of the document with this SHA-256."""
    story: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
        ("signed", _SIGNER, {"documentSha256": document}),
        ("completed", _SYSTEM, {"signers": 1}),
    ]
    events: list[ChainedEvent] = []
    for seq, (kind, actor, data) in enumerate(story, start=1):
        before = events[-1].chain_hash if events else document
        told = {
            "trailId": _SUBJECT["trailId"],
            "seq": seq,
            "type": kind,
            "at": clock.iso(at),
            "actor": actor,
            "data": data,
        }
        made = link(before, told)
        events.append(
            ChainedEvent(seq, kind, clock.iso(at), made.canonical, made.payload_hash, before, made.chain_hash)
        )
    listed = {"id": "doc_rehearsal", "title": "Rehearsal", "sha256": document}
    return make_bundle(_SUBJECT, [listed], events, _KEY, at=at)
