"""Envelopes with marks: asked of Ann and Ben as the two buyers of the sample, whatever its form declares itself."""

import json
from typing import Any

from documents.paper.models import Rendering
from signing.evidence.models import TrailEvent
from tests.paper import ANN, BEN, Link, Sent, generated, send
from tests.people import Caller

ANN_SIGNS, BEN_SIGNS = {**ANN, "party": "buyers.0"}, {**BEN, "party": "buyers.1"}


def mark(identifier: str, kind: str, *, party: str = "buyers.0", **more: Any) -> dict[str, Any]:
    """A mark as a form declares it."""
    place = {"page": 1, "x": 72.0, "y": 100.5, "width": 200.0, "height": 30.0}
    return {"id": identifier, **place, "kind": kind, "party": party, "required": True, "label": "", **more}


# Of Ann one of each kind, not in the order of reading; of Ben a signature and a text.
MARKS = [
    mark("sign", "signature", page=2, y=600.0),
    mark("date", "date", page=2, y=600.0, x=400.0),
    mark("initials", "initials", y=700.0, label="Initials of the buyer"),
    mark("name", "name", y=650.0),
    mark("colour", "text", y=200.0, required=False, label="Colour of the door"),
    mark("agreed", "checkbox", y=300.0, required=False, label="I have read it"),
    mark("ben.sign", "signature", party="buyers.1", page=2, y=650.0),
    mark("ben.note", "text", party="buyers.1", y=400.0, required=False, label="Note"),
]


def marked(alice: Caller, marks: list[dict[str, Any]] | None = None, **body: Any) -> Sent:
    """A new document with these marks, sent to Ann and Ben."""
    document = generated(alice)
    Rendering.objects.filter(document_id=document["id"]).update(marks=MARKS if marks is None else marks)
    return send(alice, document, **{"signers": [ANN_SIGNS, BEN_SIGNS], **body})


def consented(alice: Caller, marks: list[dict[str, Any]] | None = None, **body: Any) -> Sent:
    """The same, and both have consented."""
    out = marked(alice, marks, **body)
    for link in out.links:
        link.reach("consented")
    return out


def put(link: Link, *marks: dict[str, Any], **headers: str) -> Any:
    """POST of a batch."""
    return Caller(None).post(f"{link.path}/marks", {"marks": list(marks)}, headers=headers)


def one(identifier: str, *value: Any) -> dict[str, Any]:
    """A mark of a batch."""
    return {"markId": identifier, **({"value": value[0]} if value else {})}


def last(type: str, out: Sent) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the trail's last event of a type says: its data, and the concealed values by their pointer."""
    event = TrailEvent.objects.filter(trail=out.id, type=type).latest("seq")
    return json.loads(bytes(event.payload))["data"], {name: kept["value"] for name, kept in event.kept.items()}
