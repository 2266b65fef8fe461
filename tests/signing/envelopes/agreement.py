"""What must be true of an envelope at every moment: its rows, its trail, its document and the post room agree."""

import hashlib
import json
from collections import Counter
from typing import Any

from django.db import connection

from documents.models import Document
from signing.envelopes.models import Envelope, Signer
from signing.evidence.models import Trail, TrailEvent
from workspace.models import Event

TERMINAL = ("completed", "declined", "voided", "expired")
DOCUMENT_WHILE = {"sent": "SENT_FOR_SIGNATURE", "in_progress": "SENT_FOR_SIGNATURE", "completed": "FULLY_SIGNED"}
STEPS = ("opened", "authenticated", "consented", "signed")


def check(envelope_id: str) -> Envelope:
    """Assert all of it; the envelope as it is."""
    envelope = Envelope.objects.get(id=envelope_id)
    events = list(TrailEvent.objects.filter(trail=envelope_id).order_by("seq"))
    types = Counter(event.type for event in events)
    _chain(envelope, events)
    ends = [event.type for event in events if event.type in TERMINAL]
    assert ends == ([envelope.status] if envelope.status in TERMINAL else [])
    assert types["sent"] == 1
    _signers(envelope, events)
    _post_room(envelope, types)
    _document(envelope)
    assert jobs("seal_trail", trail_id=envelope_id) == (envelope.status == "completed")
    return envelope


def _chain(envelope: Envelope, events: list[TrailEvent]) -> None:
    previous = envelope.document_sha256
    for number, event in enumerate(events, start=1):
        payload = json.loads(bytes(event.payload))
        plain = json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        payload_hash = hashlib.sha256(plain.encode()).hexdigest()
        chain_hash = hashlib.sha256((previous + payload_hash).encode()).hexdigest()
        assert (event.seq, event.payload_hash, event.prev_hash) == (number, payload_hash, previous)
        assert event.chain_hash == chain_hash
        assert (payload["seq"], payload["type"], payload["trailId"]) == (number, event.type, envelope.id)
        previous = chain_hash
    times = [event.at for event in events]
    assert times == sorted(times)
    trail = Trail.objects.get(id=envelope.id)
    assert (trail.length, trail.head, trail.last_at) == (len(events), previous, times[-1])
    assert trail.completed_at == envelope.completed_at


def _signers(envelope: Envelope, events: list[TrailEvent]) -> None:
    done: dict[str, list[TrailEvent]] = {}
    for event in events:
        actor = json.loads(bytes(event.payload))["actor"]
        if actor["kind"] == "signer":
            done.setdefault(actor["id"], []).append(event)
    signers = list(envelope.signers.all())
    for signer in signers:
        theirs = done.pop(signer.id, [])
        _marks(signer, [event for event in theirs if event.type == "marked"])
        own: dict[str, Any] = {}
        for event in theirs:
            if event.type == "consent_withdrawn":
                del own["consented"]
            elif event.type not in ("marked", "paper_requested"):
                own[event.type] = event.at
        assert signer.status == (list(own) or ["pending"])[-1]
        steps = [verb for verb in own if verb != "declined"]
        assert steps == list(STEPS[: len(steps)])
        for verb in (*STEPS, "declined"):
            assert getattr(signer, f"{verb}_at") == own.get(verb)
        assert (
            (signer.links.filter(purpose="copy").count() == 1)
            == (signer.signature_text is not None)
            == ("signed" in own)
        )
    assert not done
    signed = sum(signer.status == "signed" for signer in signers)
    assert (envelope.status == "completed") == (signed == len(signers))
    assert envelope.status != ("sent" if signed else "in_progress")
    assert sum(signer.status == "declined" for signer in signers) == (envelope.status == "declined")


def _marks(signer: Signer, batches: list[TrailEvent]) -> None:
    """The row has what the batches say, taken together."""
    values: dict[str, Any] = {}
    for event in batches:
        data = json.loads(bytes(event.payload))["data"]
        for number, one in enumerate(data["marks"]):
            text = event.kept[f"/data/marks/{number}/text"]["value"] if "text" in one else None
            values[one["id"]] = one.get("checked", text)
            if values[one["id"]] in ("", False):
                del values[one["id"]]
    assert signer.put_marks == values


def _post_room(envelope: Envelope, types: Counter[str]) -> None:
    told = Counter(Event.objects.filter(subject_id=envelope.id).values_list("type", flat=True))
    undelivered = told.pop("envelope.undelivered", 0)
    assert undelivered >= types["undelivered"], "what comes back after the end is published, and in no trail"
    verbs = ("sent", "opened", "signed", "extended", "paper_requested", "consent_withdrawn", *TERMINAL)
    expected = {f"envelope.{verb}": types[verb] for verb in verbs if types[verb]}
    if types["link_rotated"]:
        expected["link.rotated"] = types["link_rotated"]
    if envelope.status == "completed":
        expected["DOCUMENT_SIGNED"] = 1
    assert told == expected


def _document(envelope: Envelope) -> None:
    document = Document.objects.get(id=envelope.document_id)
    latest = document.envelopes.latest("id")
    if latest == envelope and document.sha256 == envelope.document_sha256:
        assert document.status == DOCUMENT_WHILE.get(envelope.status, "GENERATED")
    assert document.envelopes.filter(status__in=DOCUMENT_WHILE).count() <= 1


def jobs(task: str, **arguments: str) -> int:
    """How many jobs are queued of this task with these arguments. Nothing runs them in tests."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s AND args @> %s::jsonb",
            [task, json.dumps(arguments)],
        )
        (number,) = cursor.fetchone()
    return int(number)


def ends(envelope_id: str) -> list[Any]:
    """The types of the trail's terminal events."""
    return list(TrailEvent.objects.filter(trail=envelope_id, type__in=TERMINAL).values_list("type", flat=True))
