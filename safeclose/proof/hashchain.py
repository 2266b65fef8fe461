"""A hash chain of events, in which every change, removal, reordering or addition can be detected.

Each event has a payload. `+` joins two lower-case hexadecimal strings as ASCII:

    payloadHash = sha256(canonical JSON of the payload)
    chainHash   = sha256(prevHash + payloadHash)

`prevHash` is the chainHash of the event before; for the first event it is the hash of what the trail is
about (see `subject_hash`), so that a trail can't be moved to another document.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from hashlib import sha256
from typing import Any, NamedTuple

import orjson
import rfc8785

from safeclose.sentences import Sentence, sentence


class Link(NamedTuple):
    """What an event adds to its chain: the exact bytes to store, and two hashes in lower-case hex."""

    canonical: bytes
    payload_hash: str
    chain_hash: str


class ChainedEvent(NamedTuple):
    """An event as it is stored or exported; `canonical` are the payload's canonical bytes."""

    seq: int
    type: str
    at: str
    canonical: bytes
    payload_hash: str
    prev_hash: str
    chain_hash: str


class ChainFault(NamedTuple):
    """The first event at which a chain is broken (0: the chain as a whole), and why."""

    seq: int
    reason: Sentence


def canonical_json(value: Any) -> bytes:
    """JSON as RFC 8785 writes it; raises ValueError for a value that has no such form."""
    return rfc8785.dumps(value)


def subject_hash(hashes: Collection[str]) -> str:
    """The first prevHash of a trail about the documents with these SHA-256 hashes (lower-case hex).

    One document: its own hash. Several: the SHA-256 of their hashes, sorted and joined by newlines.
    """
    if not hashes:
        raise ValueError("A trail must be about at least one document.")
    if len(hashes) == 1:
        return next(iter(hashes))
    return sha256("\n".join(sorted(hashes)).encode("ascii")).hexdigest()


def link(prev_hash: str, payload: Mapping[str, Any]) -> Link:
    """Chain a payload to what came before it.

    Raises ValueError for a payload whose RFC 8785 form differs from plain JSON with sorted keys (some
    fractions, keys beyond ASCII), so that any JSON library can recompute a chain.
    """
    canonical = canonical_json(dict(payload))
    plain = json.dumps(dict(payload), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    if canonical != plain.encode():
        raise ValueError("A payload holds text, whole numbers, true, false, null, lists and objects only.")
    payload_hash = sha256(canonical).hexdigest()
    return Link(canonical, payload_hash, chain_hash(prev_hash, payload_hash))


def chain_hash(prev_hash: str, payload_hash: str) -> str:
    """sha256 of both hexadecimal strings joined."""
    return sha256((prev_hash + payload_hash).encode("ascii")).hexdigest()


def verify_chain(
    first_prev_hash: str,
    events: Iterable[ChainedEvent],
    *,
    trail_id: str | None = None,
    head: str | None = None,
) -> ChainFault | None:
    """Recomputes a whole chain; returns None when it is intact, else the first fault.

    A chain alone does not show that its last events are missing. With `head`, the chainHash of its last
    event from another source (such as a signature), that is checked too.
    """
    prev_hash, seq = first_prev_hash, 0
    for seq, event in enumerate(events, start=1):
        if reason := _fault(event, seq, prev_hash, trail_id):
            return ChainFault(seq, sentence("Event {seq}: {reason}", seq=seq, reason=reason))
        prev_hash = event.chain_hash
    if seq == 0:
        return ChainFault(0, sentence("The trail has no events."))
    if head is not None and prev_hash != head:
        return ChainFault(
            0,
            sentence(
                "The trail ends at event {seq}, which is not its signed head: events are missing or were replaced.",
                seq=seq,
            ),
        )
    return None


def _fault(event: ChainedEvent, seq: int, prev_hash: str, trail_id: str | None) -> Sentence | None:
    if event.seq != seq:
        return sentence(
            "expected here, but number {found} was found: events are missing or not in order.", found=event.seq
        )
    if event.prev_hash != prev_hash:
        before = (
            sentence("the hash of the document") if seq == 1 else sentence("the chainHash of event {seq}", seq=seq - 1)
        )
        return sentence("its prevHash is not {before}.", before=before)
    if sha256(event.canonical).hexdigest() != event.payload_hash:
        return sentence("its payload was changed: it does not have this payloadHash.")
    if chain_hash(prev_hash, event.payload_hash) != event.chain_hash:
        return sentence("its chainHash is not sha256(prevHash + payloadHash).")
    return _disagreement(event, trail_id)


def _disagreement(event: ChainedEvent, trail_id: str | None) -> Sentence | None:
    payload = orjson.loads(event.canonical)  # much faster than the standard library
    if not isinstance(payload, dict):
        return sentence("its payload is not an object.")
    told = {"seq": event.seq, "type": event.type, "at": event.at}
    if trail_id is not None:
        told["trailId"] = trail_id
    for name, value in told.items():
        written = payload.get(name)
        if written != value or type(written) is not type(value):  # true equals 1 in Python
            return sentence(
                "its payload says {name} {written}, the event says {value}.",
                name=name,
                written=repr(written),
                value=repr(value),
            )
    return None
