"""POST /api/documents/:id/signature: which signer stands for which party, and what is said of the others."""

import json
from typing import Any

import pytest

from documents.paper.models import Document, Rendering
from signing.envelopes.models import Envelope, Signer
from signing.evidence.models import TrailEvent
from tests.paper import ANN, BEN, generated, send
from tests.people import Caller
from tests.prepared import generated as prepared

# The sample's parties: name, e-mail, role, in the order of signing.
BEA = {"name": "Beatrice Élodie Tremblay", "email": "bea.tremblay@example.com", "role": "buyer"}
BENJAMIN = {"name": "Benjamin Oyelaran", "email": "ben.oyelaran@example.com", "role": "buyer"}
SAM = {"name": "Samuel Okafor", "email": "sam.okafor@example.com", "role": "seller"}
SOPHIE = {
    "name": "Sophie Larsen for Maple Street Holdings Inc.", "email": "sophie.larsen@example.com", "role": "seller",
}  # fmt: skip
ALL = [BEA, BENJAMIN, SAM, SOPHIE]
KEYS = ["buyers.0", "buyers.1", "sellers.0", "sellers.1"]


def ties(envelope_id: str) -> dict[str, str]:
    """The party of each signer, by their name."""
    return dict(Signer.objects.filter(envelope=envelope_id).values_list("name", "party"))


def recorded(envelope_id: str) -> dict[str, Any]:
    return dict(json.loads(bytes(TrailEvent.objects.get(trail=envelope_id, type="sent").payload))["data"])


def test_signers_that_the_document_names_carry_their_party(alice: Caller) -> None:
    out = send(alice, prepared(alice), signers=None)
    assert ties(out.id) == {one["name"]: key for one, key in zip(ALL, KEYS, strict=True)}
    assert [signer["party"] for signer in recorded(out.id)["signers"]] == KEYS
    assert (out.body["warnings"], recorded(out.id)["warnings"]) == ([], [])


@pytest.mark.parametrize(
    "name",
    [
        "Beatrice Élodie Tremblay", "  beatrice   ÉLODIE  tremblay ", "Beatrice E\u0301lodie Tremblay",
        "BEATRICE E\u0301LODIE TREMBLAY", "Beatrice Élodie\u00a0Tremblay",
    ],
)  # fmt: skip
def test_a_signer_of_the_same_role_and_name_is_the_party(alice: Caller, name: str) -> None:
    out = send(alice, prepared(alice), signers=[{"name": name, "role": "buyer"}])
    assert list(ties(out.id).values()) == ["buyers.0"]


def test_a_signer_of_another_name_is_the_party_with_the_same_address(alice: Caller) -> None:
    one = {"name": "Sophie Larsen", "email": "Sophie.Larsen@EXAMPLE.com", "role": "seller"}
    assert ties(send(alice, prepared(alice), signers=[one]).id) == {"Sophie Larsen": "sellers.1"}


@pytest.mark.parametrize("one", [{**BEA, "role": "seller"}, {**BEA, "role": "Buyer"}, {**ANN, "name": "Beatrice"}])
def test_a_signer_of_another_role_or_name_and_address_is_no_party(alice: Caller, one: dict[str, str]) -> None:
    out = send(alice, prepared(alice), signers=[one])
    assert ties(out.id) == {one["name"]: ""}
    assert "party" not in recorded(out.id)["signers"][0]
    assert out.body["warnings"][-1] == f"{one['name']} signs, but is no party of the agreement."


def test_a_name_goes_before_an_address_that_others_share(alice: Caller) -> None:
    """Two people with one mailbox: the second is who their name says, and the first gets what is left."""
    first = {"name": "B. Tremblay", "email": BENJAMIN["email"], "role": "buyer"}
    out = send(alice, prepared(alice), signers=[first, {**BENJAMIN, "email": None}])
    assert ties(out.id) == {"B. Tremblay": "", "Benjamin Oyelaran": "buyers.1"}


def test_a_party_is_given_to_one_signer_only(alice: Caller) -> None:
    out = send(alice, prepared(alice), signers=[BEA, BEA])
    assert [signer.party for signer in Signer.objects.filter(envelope=out.id)] == ["buyers.0", ""]
    assert out.body["warnings"] == [
        "No signer stands for the buyer Benjamin Oyelaran.",
        "No signer stands for the seller Samuel Okafor.",
        "No signer stands for the seller Sophie Larsen for Maple Street Holdings Inc.",
        "Beatrice Élodie Tremblay signs, but is no party of the agreement.",
    ]


def test_parties_of_one_name_are_given_in_their_order(alice: Caller) -> None:
    document = prepared(alice)
    row = Document.objects.get(id=document["id"])
    row.canonical["parties"]["buyers"][1] |= {"name": BEA["name"], "email": BEA["email"]}
    row.save()
    out = send(alice, document, signers=[BEA, BEA])
    assert [signer.party for signer in Signer.objects.filter(envelope=out.id)] == ["buyers.0", "buyers.1"]


def test_the_sender_can_say_who_stands_for_whom(alice: Caller) -> None:
    people = [{**ANN, "party": "buyers.0"}, {**BEN, "party": "sellers.1", "role": "attorney"}, {**BEA, "party": None}]
    out = send(alice, prepared(alice), signers=people)
    assert ties(out.id) == {"Ann Archer": "buyers.0", "Ben Bowman": "sellers.1", BEA["name"]: ""}
    assert out.body["warnings"] == [
        "No signer stands for the buyer Benjamin Oyelaran.",
        "No signer stands for the seller Samuel Okafor.",
        "Beatrice Élodie Tremblay signs, but is no party of the agreement.",
    ]
    event = TrailEvent.objects.get(trail=out.id)
    assert [event.kept[f"/data/warnings/{number}"]["value"] for number in range(3)] == out.body["warnings"]


@pytest.mark.parametrize(
    ("keys", "number", "sentence"),
    [
        (["buyers.2"], 0, "The agreement has no party buyers.2."),
        (["buyers.0", "Buyers.1"], 1, "The agreement has no party Buyers.1."),
        (["parties.buyers.0"], 0, "The agreement has no party parties.buyers.0."),
        (["buyers.0", "sellers.0", "buyers.0"], 2, "Another signer stands for the party buyers.0 already."),
    ],
)
def test_a_party_that_does_not_exist_or_is_taken_is_refused(
    alice: Caller, keys: list[str], number: int, sentence: str
) -> None:
    document = prepared(alice)
    people = [{**ANN, "party": key} for key in keys]
    answer = alice.post(f"/api/documents/{document['id']}/signature", {"signers": people})
    path = f"signers.{number}.party"
    assert (answer.status_code, answer.json()) == (
        400,
        {"error": "invalid_body", "message": f"{path}: {sentence}", "fields": {path: [sentence]}},
    )
    assert (Envelope.objects.count(), Document.objects.get().status) == (0, "GENERATED")


@pytest.mark.parametrize("party", [5, "", "a\nb", "x" * 65, ["buyers.0"]])
def test_a_malformed_party_is_refused(alice: Caller, party: Any) -> None:
    document = prepared(alice)
    answer = alice.post(f"/api/documents/{document['id']}/signature", {"signers": [{**ANN, "party": party}]})
    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == ["signers.0.party"]


def mark(identifier: str, party: str | None, kind: str = "signature", **more: Any) -> dict[str, Any]:
    """A mark as a form declares it."""
    whose = {"party": party} if party is not None else {}
    place = {"page": 1, "x": 72, "y": 100.5, "width": 200, "height": 30}
    return {"id": identifier, **place, "kind": kind, **whose, "required": True, "label": kind.title(), **more}


def test_marks_of_parties_are_asked_of_their_signers(alice: Caller) -> None:
    document = generated(alice)
    marks = [mark("a", "buyers.0"), mark("b", "sellers.0"), mark("c", None), mark("d", "buyers.1", kind="date")]
    Rendering.objects.update(marks=marks)
    out = send(alice, document, signers=[BENJAMIN, ANN, {**BEN, "party": "sellers.0"}])
    benjamin, _, ben = (link.id for link in out.links)

    def asked(one: dict[str, Any], signer: str) -> dict[str, Any]:
        return {("signer" if name == "party" else name): (signer if name == "party" else one[name]) for name in one}

    envelope = Envelope.objects.get(id=out.id)
    assert envelope.marks == [asked(marks[1], ben), asked(marks[3], benjamin)]
    event = TrailEvent.objects.get(trail=out.id)
    labels = [event.kept[f"/data/marks/{number}/label"]["value"] for number in range(2)]
    hidden = [{**one, "label": label} for one, label in zip(recorded(out.id)["marks"], labels, strict=True)]
    assert (hidden, labels) == (envelope.marks, ["Signature", "Date"])


def test_who_only_marks_name_can_be_stood_for(alice: Caller) -> None:
    """A spouse who consents is no party, and signs in a place of the form."""
    document = generated(alice)
    Rendering.objects.update(marks=[mark("a", "spouses.0")])
    out = send(alice, document, signers=[*ALL, {**ANN, "role": "spouse", "party": "spouses.0"}])
    assert out.body["warnings"] == []
    assert [one["signer"] for one in Envelope.objects.get(id=out.id).marks] == [out.links[4].id]


def test_a_document_that_was_rendered_before_marks_is_sent_without(alice: Caller) -> None:
    document = prepared(alice)
    Rendering.objects.update(marks=[], language=None)
    out = send(alice, document, signers=None)
    assert (recorded(out.id)["marks"], recorded(out.id)["language"]) == ([], "en")
    assert [one.status_code for one in (link.reach("signed") for link in out.links)] == [200] * 4
