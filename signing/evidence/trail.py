"""Appending to a trail: the only code that writes events."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from safeclose import clock
from safeclose.actors import Actor
from safeclose.proof import commitments, hashchain
from safeclose.records.prepared import preparing_cursor
from safeclose.records.transactions import assert_in_action
from signing.evidence.models import Trail, TrailEvent
from workspace.models import Organization

# One statement, since every step of every signer waits for it.
APPEND = """
WITH extended AS (
    UPDATE signing_trail SET length = %(seq)s, head = %(chain_hash)s, last_at = %(at)s, completed_at = %(completed_at)s
    WHERE id = %(trail)s
)
INSERT INTO signing_trailevent (trail_id, seq, type, at, payload, kept, payload_hash, prev_hash, chain_hash)
VALUES (%(trail)s, %(seq)s, %(type)s, %(at)s, %(payload)s, %(kept)s, %(payload_hash)s, %(prev_hash)s, %(chain_hash)s)
RETURNING id
"""


def begin(trail_id: str, *, kind: str, organization: Organization, document_hashes: list[str]) -> Trail:
    """A new trail, tied to the exact bytes of the documents it is about."""
    assert_in_action()
    bound = hashchain.subject_hash(document_hashes)
    return Trail.objects.create(id=trail_id, kind=kind, organization=organization, document_sha256=bound, head=bound)


def append(trail: Trail, type: str, *, at: datetime, by: Actor, data: Mapping[str, Any]) -> TrailEvent:
    """Add an event to a trail that the action has locked. Personal values stay outside the hashed payload."""
    assert_in_action()
    seq = trail.length + 1
    payload, kept = commitments.conceal(
        {
            "trailId": trail.id,
            "seq": seq,
            "type": type,
            "at": clock.iso(at),
            "actor": {"kind": by.kind, "id": by.id, "name": by.name},
            "ip": by.ip,
            "userAgent": by.user_agent,
            "data": data,
        }
    )
    link = hashchain.link(trail.head, payload)
    trail.completed_at = at if type == "completed" else trail.completed_at
    told: dict[str, Any] = {
        "seq": seq,
        "type": type,
        "at": at,
        "payload": link.canonical,
        "kept": kept,
        "payload_hash": link.payload_hash,
        "prev_hash": trail.head,
        "chain_hash": link.chain_hash,
    }
    values = {**told, "trail": trail.id, "kept": Jsonb(kept), "completed_at": trail.completed_at}
    with preparing_cursor() as cursor:
        cursor.execute(APPEND, values)
        (id_,) = cursor.fetchone()
    trail.length, trail.head, trail.last_at = seq, link.chain_hash, at
    return TrailEvent(id=id_, trail=trail, **told)


def timezone(trail: Trail) -> str:
    """That of the organization, by its name, as the first event (`sent`) says it: days are those of this zone."""
    sent = TrailEvent.objects.get(trail=trail, seq=1)
    return str(json.loads(bytes(sent.payload))["data"]["organization"]["timezone"])


def revealed(trail: Trail, seqs: Collection[int]) -> list[dict[str, Any]]:
    """The payloads of these events, with the personal values that were not erased."""
    events = TrailEvent.objects.filter(trail=trail, seq__in=seqs).order_by("seq")
    return [commitments.reveal(json.loads(bytes(event.payload)), event.kept) for event in events]


def instant(trail: Trail) -> datetime:
    """Now, but never before the last event of the locked trail: machines' clocks differ."""
    return max(clock.now(), trail.last_at)


def chained(event: TrailEvent) -> hashchain.ChainedEvent:
    """A stored event as a link of the chain."""
    return hashchain.ChainedEvent(
        seq=event.seq,
        type=event.type,
        at=clock.iso(event.at),
        canonical=bytes(event.payload),
        payload_hash=event.payload_hash,
        prev_hash=event.prev_hash,
        chain_hash=event.chain_hash,
    )
