"""Erasure of a person from trails: values and salts are deleted, every hash stays, so the chain still verifies."""

import json
from collections.abc import Iterator, Mapping
from functools import reduce
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from safeclose.records.erasure import NamingFile, Obstacle, Person
from safeclose.storage import files
from signing.evidence.models import Seal, Trail, TrailEvent

ACTED = """
SELECT DISTINCT trail_id
FROM signing_trailevent, LATERAL (SELECT convert_from(payload, 'UTF8')::jsonb -> 'actor') told(actor)
WHERE actor ->> 'kind' IN ('user', 'staff') AND actor ->> 'id' = ANY(%s)
"""


def trails(person: Person) -> None:
    """Those in which they did something by an account of ours: sent, voided."""
    if users := person.of("user"):
        with connection.cursor() as cursor:
            cursor.execute(ACTED, [users])
            for (trail,) in cursor.fetchall():
                person.learn("trail", trail)


def unsealed(person: Person) -> Iterator[Obstacle]:
    """What everyone has signed is sealed first: what is forgotten before is in no file at all."""
    for trail in Trail.objects.unsealed().filter(id__in=person.of("trail")).order_by("id"):
        yield Obstacle(f"The trail {trail.id} is being sealed; try again in a moment.", None)


def sealed(person: Person) -> Iterator[NamingFile]:
    """Certificate, evidence, and every sealed PDF."""
    for seal in Seal.objects.filter(trail__in=person.of("trail")).order_by("trail").prefetch_related("files"):
        found = {"certificate": seal.certificate_sha256, "evidence": seal.bundle_sha256}
        found |= {f"sealed PDF {file.pk}": file.sealed_sha256 for file in seal.files.all()}
        for what, digest in found.items():
            if not files.is_erased(digest):
                yield NamingFile(digest, f"{what} of {seal.trail_id}")


def events(person: Person) -> int:
    """What they did, what is said of them, and what names them."""
    changed = 0
    for event in _events(person).iterator():
        payload = json.loads(bytes(event.payload))
        left = {
            pointer: entry
            for pointer, entry in event.kept.items()
            if not (_is_theirs(person, payload, pointer) or person.is_named_in(entry["value"]))
        }
        if left != event.kept:
            changed += TrailEvent.objects.filter(pk=event.pk).update(kept=left)
    return changed


def _events(person: Person) -> "QuerySet[TrailEvent]":
    rows: QuerySet[TrailEvent] = TrailEvent.objects.filter(trail__in=person.of("trail")).exclude(kept={})
    return rows


def _is_theirs(person: Person, payload: Mapping[str, Any], pointer: str) -> bool:
    """Whether the nearest thing with an id around this place stands for the person; outside of all, the actor does.

    A mark is its signer's: as it was asked for it names them, as it was put it is the actor's.
    """
    *around, _ = [name.replace("~1", "/").replace("~0", "~") for name in pointer.split("/")[1:]]
    for depth in range(len(around), 0, -1):
        thing = reduce(_within, around[:depth], payload)
        if isinstance(thing, Mapping) and "marks" in around[:depth]:
            if "signer" in thing:
                return ("signer", str(thing["signer"])) in person.ids
        elif isinstance(thing, Mapping) and "id" in thing:
            return (str(thing.get("kind", "signer")), str(thing["id"])) in person.ids
    actor = payload["actor"]
    return (str(actor["kind"]), str(actor["id"])) in person.ids


def _within(value: Any, name: str) -> Any:
    return value[int(name)] if isinstance(value, list) else value[name]
