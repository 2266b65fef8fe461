"""The evidence bundle: a trail that can be checked without this service."""

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from safeclose import clock
from safeclose.proof.commitments import Kept, reveal
from safeclose.proof.hashchain import ChainedEvent, canonical_json, subject_hash, verify_chain
from safeclose.sealing import Level
from safeclose.sealing.keys import SealingKey
from safeclose.verify.bundle import FORMAT, signed_statement
from safeclose.verify.statements import ALGORITHM


class BundleError(Exception):
    """The trail can't be signed; the message is a sentence that says why."""


def make_bundle(
    subject: Mapping[str, Any],
    documents: Sequence[Mapping[str, Any]],
    events: Sequence[ChainedEvent],
    key: SealingKey,
    *,
    at: datetime,
    revealed: Mapping[int, Kept] | None = None,
    checkpoint: Mapping[str, Any] | None = None,
    level: Level | None = "B-B",
    time_stamp_trust: Sequence[x509.Certificate] = (),
) -> bytes:
    """Signs the head of a trail, and returns the bundle as canonical JSON.

    `subject`: {"trailId", "kind", "title", …}, without personal data. `documents`: one or more
    {"id", "title", "sha256"}. `at`: the instant of signing. `revealed`: by event number, the personal values
    that are not erased (see `safeclose.proof.commitments`). The same arguments give the same bytes.

    `level`: that of the seal that the bundle goes into, or of the seals of its trail; None where there are none.
    `time_stamp_trust`: the certificates by which the time stamps of that seal are judged.

    Raises BundleError for a broken chain.
    """
    document_hash = subject_hash([each["sha256"] for each in documents])
    if fault := verify_chain(document_hash, events, trail_id=subject["trailId"]):
        raise BundleError(fault.reason)
    content: dict[str, Any] = {
        "format": FORMAT,
        "subject": dict(subject),
        "documentSha256": document_hash,
        "documents": [dict(each) for each in documents],
        "events": [_written(each, (revealed or {}).get(each.seq)) for each in events],
        "head": events[-1].chain_hash,
        "certificates": _pems(key.certificates),
        "level": level,
    }
    if time_stamp_trust:
        content["timeStampAuthorities"] = _pems(time_stamp_trust)
    if checkpoint is not None:
        content["checkpoint"] = dict(checkpoint)
    return canonical_json(signed(content, key, at=at, statement=signed_statement))


def revealed_payloads(bundle: bytes) -> list[dict[str, Any]]:
    """What happened, with the personal values that are not erased. None for a file that is no bundle."""
    try:
        events = orjson.loads(bundle)["events"]
    except (ValueError, KeyError, TypeError):
        return []  # verification says what is wrong
    return [reveal(each["payload"], each.get("revealed", {})) for each in events]


def signed(
    content: Mapping[str, Any], key: SealingKey, *, at: datetime, statement: Callable[[Mapping[str, Any]], bytes]
) -> dict[str, Any]:
    """Adds a signature over what `statement` returns for the object with the signature except `value`."""
    signature = {"alg": ALGORITHM, "at": clock.iso(at), "certificateSha256": key.fingerprint}
    value = key.sign(statement({**content, "signature": signature}))
    return {**content, "signature": {**signature, "value": base64.b64encode(value).decode("ascii")}}


def _pems(certificates: Sequence[x509.Certificate]) -> list[str]:
    return [each.public_bytes(Encoding.PEM).decode("ascii") for each in certificates]


def _written(event: ChainedEvent, revealed: Kept | None) -> dict[str, Any]:
    written: dict[str, Any] = {
        "seq": event.seq,
        "type": event.type,
        "at": event.at,
        "payload": json.loads(event.canonical),
        "payloadHash": event.payload_hash,
        "prevHash": event.prev_hash,
        "chainHash": event.chain_hash,
    }
    if revealed:
        written["revealed"] = {pointer: dict(entry) for pointer, entry in revealed.items()}
    return written
