"""POST /v1/signing/manager/signings/:id/activate: whose each position is, and what is told of the others."""

import json
from typing import Any

from signing.evidence.models import TrailEvent
from signing.packages.models import SigningDocument
from tests.evidence_examples import plain_pdf
from tests.matching import A_HASH
from tests.signing.packages.stage import Package, Stage, draft, ok, position, refused, uploaded


def sent(package: Package) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the trail's first event says: its data, and the concealed values by their pointer."""
    event = TrailEvent.objects.get(trail=f"signing:{package.id}", seq=1)
    return json.loads(bytes(event.payload))["data"], {name: kept["value"] for name, kept in event.kept.items()}


def whose(package: Package) -> dict[str, str]:
    """The signers of the placed marks, by their ids."""
    return {mark["id"]: mark["signer"] for document in sent(package)[0]["documents"] for mark in document["marks"]}


def activated(package: Package) -> list[str]:
    """Send it; the warnings."""
    found: list[str] = ok(package.manager.post(f"{package.path}/activate"))["warnings"]
    return found


def left_out(identifier: str, kind: str, why: str, title: str = "Document 1") -> str:
    return f"The mark {identifier} ({kind}) on page 2 of the document {title} is left out: {why}."


def test_the_trail_says_what_is_asked_of_whom(stage: Stage) -> None:
    package = draft(stage.mia, stage.toronto)
    document = package.add_file(title="Deed")["id"]
    sue, tim = package.add_signer("sue", party="buyer"), package.add_signer("tim", party="seller")
    package.ask(
        document,
        position(party="buyer", label="Buyer", x=70.126),
        position("initials", signer=tim["id"], required=False),
        position("date", party="broker"),
    )
    warnings = activated(package)
    assert warnings == [left_out("p3", "date", "none of its signers stands for broker", "Deed")]
    data, kept = sent(package)
    hidden = {"sha256": A_HASH}
    place = {"page": 2, "x": 70, "y": 100.5, "width": 200, "height": 60}
    assert data["documents"][0]["marks"] == [
        {"id": "p1", **place, "x": 70.13, "kind": "signature", "signer": sue["id"], "required": True, "label": hidden},
        {"id": "p2", **place, "kind": "initials", "signer": tim["id"], "required": False, "label": hidden},
    ]
    assert kept["/data/documents/0/marks/0/label"] == "Buyer"
    assert "party" not in data["signers"][0], "people can write what they like there; a trail would keep it for ever"
    assert (data["warnings"], kept["/data/warnings/0"]) == ([hidden], warnings[0])
    assert data["documents"][0]["language"] == "en"
    shown = ok(stage.mia.get(f"{package.path}/documents"))["documents"][0]["positions"]
    assert [one.get("signer") for one in shown] == [None, tim["id"], None], "positions stay as they were put"


def test_what_names_nobody_is_for_the_only_signer_of_the_document(stage: Stage) -> None:
    package = draft(stage.mia, stage.toronto)
    one = package.add_file(title="One")["id"]
    two = package.add_file(file=uploaded(plain_pdf(3)), title="Two")["id"]
    sue = package.add_signer("sue", [one, two])["id"]
    tim = package.add_signer("tim", [two])["id"]
    package.ask(one, position(id="a"), position(id="b", party="buyer"))
    package.ask(two, position(id="c"), position(id="d", signer=tim), position(id="e", party="buyer"))
    assert activated(package) == [
        left_out("c", "signature", "it does not say which of the signers it is for", "Two"),
        left_out("e", "signature", "none of its signers stands for buyer", "Two"),
        "Sue signs the document Two and has no mark on it.",
    ]
    assert whose(package) == {"a": sue, "b": sue, "d": tim}


def test_one_signer_does_not_sign_for_two_parties(stage: Stage) -> None:
    """Such as in a generated agreement: its marks name all parties."""
    package, (document,) = stage.ready()
    package.ask(document, position(party="buyers.0"), position(party="sellers.0"))
    assert activated(package) == [
        left_out("p1", "signature", "none of its signers stands for buyers.0"),
        left_out("p2", "signature", "none of its signers stands for sellers.0"),
    ]
    assert whose(package) == {}


def test_the_only_signer_does_not_sign_for_another_party_than_theirs(stage: Stage) -> None:
    package = draft(stage.mia, stage.toronto)
    document = package.add_file(title="Document 1")["id"]
    package.add_signer("sue", party="seller")
    package.ask(document, position(party="buyer"))
    assert activated(package) == [left_out("p1", "signature", "none of its signers stands for buyer")]


def test_a_party_of_two_signers_is_of_neither_unless_one_signs_the_document(stage: Stage) -> None:
    package = draft(stage.mia, stage.toronto)
    one = package.add_file(title="Document 1")["id"]
    two = package.add_file(file=uploaded(plain_pdf(3)), title="Two")["id"]
    sue = package.add_signer("sue", [one, two], party="buyer")["id"]
    package.add_signer("tim", [one], party="buyer")
    package.ask(one, position(party="buyer"))
    package.ask(two, position(id="x", party="buyer"))
    assert activated(package) == [left_out("p1", "signature", "several of its signers stand for buyer")]
    assert whose(package) == {"x": sue}


def test_a_mark_of_someone_who_does_not_sign_the_document_is_left_out(stage: Stage) -> None:
    package = draft(stage.mia, stage.toronto)
    one, two = package.add_file(title="Document 1")["id"], package.add_file(title="Two")["id"]
    package.add_signer("sue", [one])
    tim = package.add_signer("tim", [two])["id"]
    package.ask(one, position(signer=tim), position("text", signer=tim, required=False))
    why = "the signer that it is for is not to sign the document"
    assert activated(package) == [left_out("p1", "signature", why), left_out("p2", "text", why)]


def test_what_can_never_be_filled_in_is_refused(stage: Stage) -> None:
    package = draft(stage.mia, stage.toronto)
    one, two = package.add_file(title="Document 1")["id"], package.add_file(title="Two")["id"]
    package.add_signer("sue", [one])
    tim = package.add_signer("tim", [two])["id"]
    package.ask(one, position("text", signer=tim, required=True), position("checkbox", signer=tim, required=True))
    what = "mark {} ({}) on page 2 of the document Document 1 is for someone who is not to sign it"
    refused(
        stage.mia.post(f"{package.path}/activate"),
        409,
        f"The package can't be activated: the {what.format('p1', 'text')}; the {what.format('p2', 'checkbox')}.",
    )
    assert package.shown()["status"] == "draft"
    package.ask(one)
    assert activated(package) == []


def test_an_optional_document_that_nobody_signs_has_no_marks(stage: Stage) -> None:
    package = draft(stage.mia, stage.toronto)
    one = package.add_file(title="One")["id"]
    two = package.add_file(title="Document 1", required="false")["id"]
    package.add_signer("sue", [one])
    package.ask(two, position())
    assert activated(package) == [left_out("p1", "signature", "nobody is to sign the document")]


def test_of_two_documents_that_are_one_file_the_first_has_marks(stage: Stage) -> None:
    package, (one, two) = stage.ready(documents=2)
    package.ask(one, position())
    package.ask(two, position())
    assert activated(package) == ["The document Document 2 is the same file as Document 1: only that one has marks."]
    assert [row.marks == [] for row in SigningDocument.objects.order_by("position")] == [False, True]
