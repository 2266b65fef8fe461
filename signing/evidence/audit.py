"""Audit of the stored trails, by the checks that a third party would make."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

from safeclose.proof.audits import Audited
from safeclose.proof.commitments import erased, reveal_fault
from safeclose.proof.hashchain import verify_chain
from safeclose.refusals import Unavailable
from safeclose.storage import files
from signing.evidence.models import Seal, Trail, TrailEvent
from signing.evidence.trail import chained


def trails(since: datetime | None) -> Iterator[Audited]:
    """All trails, oldest first, or those begun since then."""
    rows = Trail.objects.order_by("created_at", "id")
    if since:
        rows = rows.filter(created_at__gte=since)
    for trail_id in rows.values_list("id", flat=True):
        yield Audited(trail_id, partial(_fault_by_id, trail_id))


def _fault_by_id(trail_id: str) -> str | None:
    return fault_of(Trail.objects.get(id=trail_id))


def fault_of(trail: Trail) -> str | None:
    """The first thing that is wrong with a stored trail or its sealed files, as a sentence; None when all is well."""
    events = list(trail.events.order_by("seq"))
    fault = verify_chain(trail.document_sha256, map(chained, events), trail_id=trail.id, head=trail.head)
    if fault:
        return fault.reason
    if len(events) != trail.length:
        return f"The trail says that it has {trail.length} events, and {len(events)} are there."
    return _hidden_fault(events) or _file_fault(trail, events)


def _hidden_fault(events: Sequence[TrailEvent]) -> str | None:
    for event in events:
        if fault := reveal_fault(json.loads(bytes(event.payload)), event.kept):
            return f"Event {event.seq}: {fault}"
    return None


def _file_fault(trail: Trail, events: Sequence[TrailEvent]) -> str | None:
    """The sealed files bear witness against whoever rewrote the whole chain in the database."""
    seal = Seal.objects.filter(trail=trail).first()
    if seal is None:
        return None
    sealed_files = seal.files.values_list("sealed_sha256", flat=True)
    try:
        sealed = json.loads(files.read(seal.bundle_sha256))
        for digest in (seal.certificate_sha256, *sealed_files):
            files.read(digest)
    except files.Erased:
        return None if _forgets(events) else "Its files were erased, though nobody in it was."
    except Unavailable as error:
        return error.sentence
    hashes = [event.chain_hash for event in events]
    if sealed["head"] not in hashes or sealed["documentSha256"] != trail.document_sha256:
        return "The trail is not the one that was sealed."
    return None


def _forgets(events: Sequence[TrailEvent]) -> bool:
    return any(erased(json.loads(bytes(event.payload)), event.kept) for event in events)
