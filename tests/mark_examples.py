"""Documents with marks and trails that put them, made by hand, for the tests of marks, evidence and verification."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import Any

from safeclose.marks.placed import LETTERS
from safeclose.proof.commitments import reveal
from safeclose.sealing.bundle import make_bundle
from safeclose.sealing.seal import seal
from tests.evidence_examples import (
    ALICE,
    SEALED_AT,
    SENT_AT,
    SUBJECT,
    SYSTEM,
    certificate_example,
    chain,
    sealing_key,
    typeset_pdf,
)

BEA = {"kind": "signer", "id": "sgr_1", "name": "Bea Buyer"}
SAM = {"kind": "signer", "id": "sgr_2", "name": "Sam Seller"}
Told = list[tuple[str, dict[str, Any], dict[str, Any]]]


def letters(text: str) -> dict[str, Any]:
    """A drawing as it is recorded: for each letter a box, whose height says which."""
    paths = [
        f"M {500 * at} 0 L {500 * at} -{300 + ord(each) % 400} L {500 * at + 400} -700 L {500 * at + 400} 0 Z"
        for at, each in enumerate(text)
        if each != " "
    ]
    return {"text": text, "box": [0, -800, 500 * len(text), 200], "outlines": " ".join(paths)}


ALPHABET = [
    {"text": each, "advance": 500, "outlines": "" if each == " " else letters(each)["outlines"]} for each in LETTERS
]


def line(text: str) -> dict[str, Any]:
    """A text set from the letters of the trail."""
    return {"letters": text}


def pen(text: str) -> dict[str, Any]:
    """The same, by hand."""
    return {"text": text, "box": [0, 0, 4000, 1500], "strokes": "M 0 1500 L 700 0 L 1400 1500 M 2000 900 L 4000 700"}


def definition(id: str, kind: str, signer: str, *, page: int = 1, place: Sequence[float] = (), **more: Any) -> Any:
    """A mark as the event `sent` has it."""
    x, y, width, height = place or (72, 600, 180, 36)
    rectangle = {"x": x, "y": y, "width": width, "height": height}
    return {"id": id, "page": page, **rectangle, "kind": kind, "signer": signer, "required": True, "label": "", **more}


ASKED = [
    definition("bea.signature", "signature", "sgr_1", page=2, place=(72, 600, 180, 36), label="Buyer"),
    definition("bea.initials", "initials", "sgr_1", page=1, place=(500, 700, 60, 24)),
    definition("bea.name", "name", "sgr_1", page=2, place=(72, 640, 180, 14)),
    definition("bea.date", "date", "sgr_1", page=2, place=(270, 600, 90, 14.5)),
    definition("bea.note", "text", "sgr_1", page=1, place=(72, 500, 200, 14), required=False, label="Remark"),
    definition("bea.tick", "checkbox", "sgr_1", page=1, place=(72, 530, 12, 12), required=False),
    definition("sam.signature", "signature", "sgr_2", page=2, place=(72, 680, 180, 36), label="Seller"),
    definition("sam.initials", "initials", "sgr_2", page=1, place=(430, 700, 60, 24)),
    definition("sam.name", "name", "sgr_2", page=2, place=(72, 720, 180, 14)),
    definition("sam.date", "date", "sgr_2", page=2, place=(270, 680, 90, 14.5)),
]


def at_event(seq: int) -> datetime:
    """When `tests.evidence_examples.chain` lets an event happen."""
    return SENT_AT + timedelta(minutes=seq)


def sent_with(document_hash: str, asked: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The data of `sent`."""
    people = [
        {"id": who["id"], "name": who["name"], "email": f"{who['id']}@example.com", "role": role, "order": order,
         "authMethod": "email_link"}
        for order, (who, role) in enumerate(((BEA, "buyer"), (SAM, "seller")), start=1)
    ]  # fmt: skip
    return {
        "title": SUBJECT["title"],
        "documentId": "doc_1",
        "documentSha256": document_hash,
        "pageCount": 2,
        "mode": "parallel",
        "expiresAt": None,
        "signers": people,
        "marks": [dict(each) for each in asked],
        "letters": ALPHABET,
        "warnings": [],
        "language": "en",
        "organization": {"id": "org_1", "name": "Acme Realty", "timezone": "America/Toronto"},
    }


def signed_with(
    who: Mapping[str, Any],
    seq: int,
    document_hash: str,
    asked: Sequence[Mapping[str, Any]],
    *,
    put: Mapping[str, Any] = {},
    signature: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The data of `signed`: all marks of one signer; those in `put` were put one by one, the others by signing."""
    at = at_event(seq)
    initials = "".join(word[0] for word in who["name"].split())
    drawings = [dict(signature or letters(who["name"])), letters(initials)]
    marks = []
    for each in asked:
        if each["signer"] != who["id"] or (each["kind"] in ("text", "checkbox") and not put.get(each["id"])):
            continue
        told: dict[str, Any] = {"id": each["id"], "by": "signer" if each["id"] in put else "signing"}
        said = {"name": who["name"], "date": f"{at - timedelta(hours=4):%Y-%m-%d}", "text": put.get(each["id"])}
        captions = {"signature": f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC · event {seq}", "initials": f"event {seq}"}
        if each["kind"] == "checkbox":
            told["checked"] = True
        elif each["kind"] in captions:
            told |= {"drawing": list(captions).index(each["kind"]), "caption": len(drawings)}
            drawings.append(line(captions[each["kind"]]))
        else:
            told["drawing"] = len(drawings)
            drawings.append(line(said["date"]) if each["kind"] == "date" else letters(said[each["kind"]]))
        marks.append(told)
    return {
        "signatureText": who["name"],
        "documentSha256": document_hash,
        "drawings": drawings,
        "signature": 0,
        "initials": 1,
        "marks": marks,
    }


def story_with_marks(document_hash: str, asked: Sequence[Mapping[str, Any]] = ASKED) -> Told:
    """Bea puts some marks one by one and draws her signature; Sam just signs."""
    told: Told = [("sent", ALICE, sent_with(document_hash, asked))]
    consent = ("consented", {"disclosureSha256": "c" * 64, "language": "en"})
    told += [(kind, BEA, data) for kind, data in (("opened", {}), ("authenticated", {"method": "email_link"}), consent)]
    first = [{"id": "bea.initials"}, {"id": "bea.note", "text": "Keys on Monday"}, {"id": "bea.tick", "checked": False}]
    told += [("marked", BEA, {"marks": first}), ("marked", BEA, {"marks": [{"id": "bea.tick", "checked": True}]})]
    put = {"bea.initials": None, "bea.note": "Keys on Monday", "bea.tick": True}
    told.append(("signed", BEA, signed_with(BEA, 7, document_hash, asked, put=put, signature=pen("Bea Buyer"))))
    told += [(kind, SAM, data) for kind, data in (("opened", {}), ("authenticated", {"method": "email_link"}), consent)]
    told.append(("signed", SAM, signed_with(SAM, 11, document_hash, asked)))
    return [*told, ("completed", SYSTEM, {"signers": 2})]


def payloads(told: Told) -> list[dict[str, Any]]:
    """What a story's events say, revealed."""
    return [
        {"seq": seq, "type": kind, "at": f"{at_event(seq):%Y-%m-%dT%H:%M:%S.000Z}", "actor": actor, "data": data}
        for seq, (kind, actor, data) in enumerate(told, start=1)
    ]


def revealed(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The payloads of a bundle, revealed."""
    return [reveal(each["payload"], each.get("revealed", {})) for each in content["events"]]


@cache
def marked_bundle() -> bytes:
    """The evidence of `story_with_marks` about the typeset agreement."""
    return bundle_of(story_with_marks(_document()))


def bundle_of(told: Told, *, first: str = "", documents: Sequence[Mapping[str, Any]] = ()) -> bytes:
    """A bundle with any story about the typeset agreement, or about documents; signed with the trusted key."""
    first = first or _document()
    events, kept = chain(told, first)
    about = documents or [{"id": "doc_1", "title": SUBJECT["title"], "sha256": first}]
    return make_bundle(SUBJECT, about, events, sealing_key(), at=SEALED_AT, revealed=kept)


@cache
def marked_example() -> bytes:
    """The typeset agreement with marks, sealed."""
    return seal(typeset_pdf(), certificate_example(), marked_bundle(), sealing_key(), at=SEALED_AT).pdf


def _document() -> str:
    return sha256(typeset_pdf()).hexdigest()
