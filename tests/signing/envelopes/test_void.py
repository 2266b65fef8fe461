"""DELETE /api/signatures/:envelopeId."""

import json

import pytest

from signing.evidence.models import TrailEvent
from tests.access import statuses
from tests.clocks import stopped
from tests.matching import A_HASH, A_TIME
from tests.people import Caller, Person
from tests.prepared import sent
from tests.signing.envelopes import agreement
from workspace.models import Event


def test_an_envelope_is_voided_only_within_the_organization(alice: Caller, people: dict[str, Person]) -> None:
    assert statuses(people, "DELETE", lambda: sent(alice).path) == {
        "alice": 200, "bob": 200, "charlie": 404, "nobody": 401, "anyone": 401,
    }  # fmt: skip


def test_a_stranger_voids_nothing(alice: Caller, charlie: Caller) -> None:
    out = sent(alice)
    assert charlie.delete(out.path).status_code == 404
    assert agreement.check(out.id).status == "sent"


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("", "voided by agent"),
        ("?reason=", "voided by agent"),
        ("?reason=%20%0A", "voided by agent"),
        ("?reason=Wrong%20price", "Wrong price"),
        ("?reason=Prix%20erron%C3%A9%0Aencore", "Prix erroné\nencore"),
        (f"?reason={'x' * 1000}", "x" * 1000),
    ],
    ids=lambda value: value[:30],
)
def test_a_void_answers_the_voided_envelope(alice: Caller, query: str, reason: str) -> None:
    out = sent(alice)
    before = alice.get(out.path).json()
    answer = alice.delete(out.path + query)
    assert answer.status_code == 200
    assert answer.json() == {**before, "status": "voided", "voidedAt": A_TIME, "voidReason": reason}
    assert alice.get(out.path).json() == answer.json()
    agreement.check(out.id)


def test_a_void_is_in_the_trail_and_published(alice: Caller) -> None:
    out = sent(alice)
    alice.delete(f"{out.path}?reason=Wrong")
    event = TrailEvent.objects.latest("seq")
    payload = json.loads(bytes(event.payload))
    assert (event.type, payload["data"]) == ("voided", {"reason": {"sha256": A_HASH}})
    assert event.kept["/data/reason"]["value"] == "Wrong"
    assert event.kept["/actor/name"]["value"] == "Alice"
    told = Event.objects.latest("id")
    assert (told.type, told.data) == ("envelope.voided", {"documentId": out.document["id"], "reason": "Wrong"})


def test_a_void_gives_the_document_back(alice: Caller) -> None:
    out = sent(alice)
    alice.delete(out.path)
    now = alice.get(f"/api/documents/{out.document['id']}").json()
    assert now == {**out.document, "updatedAt": A_TIME}


def test_a_void_is_possible_after_some_have_signed(alice: Caller) -> None:
    out = sent(alice)
    out.links[0].reach("signed")
    assert alice.delete(out.path).status_code == 200
    assert agreement.check(out.id).status == "voided"
    for link in out.links:
        assert link.show().status_code == 410
        assert link.take("sign").status_code == 410


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ("completed", "The envelope is completed, so it can't be voided."),
        ("declined", "The envelope was declined by a signer, so it can't be voided."),
        ("voided", "The envelope was voided already."),
        ("expired", "The envelope has expired, so it can't be voided."),
    ],
)
def test_void_is_refused_after_the_envelope_ended(
    alice: Caller, how: str, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = stopped(monkeypatch)
    out = sent(alice, expiresInDays=1)
    if how == "completed":
        out.sign()
    elif how == "declined":
        out.links[0].take("decline")
    elif how == "voided":
        alice.delete(out.path)
    else:
        clock.move(days=1)
    before = alice.get(out.path).json()
    answer = alice.delete(f"{out.path}?reason=again")
    assert answer.status_code == 409
    assert answer.json() == {"error": "cannot_void", "message": sentence}
    assert alice.get(out.path).json() == before


def test_a_void_is_possible_a_millisecond_before_the_expiry(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = stopped(monkeypatch)
    out = sent(alice, expiresInDays=1)
    clock.move(days=1, milliseconds=-1)
    assert alice.delete(out.path).status_code == 200


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (f"?reason={'x' * 1001}", "reason must have at most 1000 characters."),
        ("?reason=a%00b", "reason has a control character."),
        ("?reason=%1b%5b2J", "reason has a control character."),
    ],
    ids=["long", "NUL", "escape"],
)
def test_an_invalid_reason_is_refused(alice: Caller, query: str, message: str) -> None:
    out = sent(alice)
    answer = alice.delete(out.path + query)
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_parameter", "message": message})
    assert agreement.check(out.id).status == "sent"
