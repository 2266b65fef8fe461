"""GET /api/signatures/:envelopeId."""

import pytest

from tests.access import statuses
from tests.clocks import stopped
from tests.matching import A_TIME, an_id
from tests.people import Caller, Person
from tests.prepared import sent, signed


def test_an_envelope_is_read_only_within_the_organization(alice: Caller, people: dict[str, Person]) -> None:
    assert statuses(people, "GET", sent(alice).path) == {
        "alice": 200, "bob": 200, "charlie": 404, "nobody": 401, "anyone": 401,
    }  # fmt: skip


def test_an_envelope_that_no_one_opened_is_shown_whole(alice: Caller) -> None:
    out = sent(alice, mode="sequential", expiresInDays=3)
    never = {
        "openedAt": None, "authenticatedAt": None, "consentedAt": None, "signedAt": None, "declinedAt": None,
        "declineReason": None,
    }  # fmt: skip
    assert alice.get(out.path).json() == {
        "id": out.id,
        "documentId": out.document["id"],
        "status": "sent",
        "mode": "sequential",
        "documentSha256": out.document["sha256"],
        "createdAt": A_TIME,
        "expiresAt": out.body["expiresAt"],
        "completedAt": None,
        "voidedAt": None,
        "voidReason": None,
        "declinedAt": None,
        "signers": [
            {
                "id": an_id("sgr"), "name": "Ann Archer", "email": "ann@example.com", "role": "buyer", "order": 1,
                "authMethod": "email_link", "status": "pending", **never,
            },
            {
                "id": an_id("sgr"), "name": "Ben Bowman", "email": "ben@example.com", "role": "seller", "order": 2,
                "authMethod": "email_link", "status": "pending", **never,
            },
        ],
        "certificateUrl": None,
        "sealedUrl": None,
    }  # fmt: skip


def test_every_step_shows_with_its_time(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = stopped(monkeypatch)
    out = sent(alice)
    link, times = out.links[0], {}
    for number, status in enumerate(("opened", "authenticated", "consented", "signed")):
        clock.move(seconds=1)
        answer = link.take(link.STEPS[number - 1]) if number else link.show()
        assert answer.status_code == 200
        times[f"{status}At"] = A_TIME
        signer = alice.get(out.path).json()["signers"][0]
        assert signer["status"] == status
        assert {name: signer[name] for name in times} == times
    assert sorted(times) == ["authenticatedAt", "consentedAt", "openedAt", "signedAt"]
    seen = [signer[f"{status}At"] for status in ("opened", "authenticated", "consented", "signed")]
    assert len(set(seen)) == 4
    assert seen == sorted(seen)
    assert alice.get(out.path).json()["status"] == "in_progress"


def test_a_completed_envelope_says_when(alice: Caller) -> None:
    out = sent(alice)
    answers = out.sign()
    body = alice.get(out.path).json()
    assert (body["status"], body["completedAt"]) == ("completed", answers[-1]["signedAt"])
    assert [signer["status"] for signer in body["signers"]] == ["signed", "signed"]
    assert (body["certificateUrl"], body["sealedUrl"]) == (None, None)


@pytest.mark.parametrize("reason", [None, "The price is wrong.\nSorry."])
def test_a_declined_envelope_says_when_and_why(alice: Caller, reason: str | None) -> None:
    out = sent(alice)
    out.links[1].take("decline", reason=reason)
    body = alice.get(out.path).json()
    signer = body["signers"][1]
    assert (body["status"], body["declinedAt"]) == ("declined", A_TIME)
    assert signer == {
        **signer, "status": "declined", "declinedAt": body["declinedAt"], "declineReason": reason, "openedAt": None,
    }  # fmt: skip


def test_an_envelope_never_shows_the_secret_of_a_link(alice: Caller) -> None:
    out = signed(alice)
    text = alice.get(out.path).content.decode()
    assert "token" not in text.lower()
    assert "hash" not in text.lower()


@pytest.mark.parametrize(
    "identifier",
    ["env_01h455vb4pex5vsknk084sn02q", "env_", "doc_01h455vb4pex5vsknk084sn02q", "5", "%00", "é", "x" * 3000],
)
def test_an_unknown_envelope_is_not_found(alice: Caller, identifier: str) -> None:
    answer = alice.get(f"/api/signatures/{identifier}")
    assert answer.status_code == 404
    assert answer.json() == {"error": "not_found", "message": "Not found."}


def test_an_envelope_shows_as_expired_at_the_instant(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = stopped(monkeypatch)
    out = sent(alice, expiresInDays=1)
    clock.move(days=1, milliseconds=-1)
    assert alice.get(out.path).json()["status"] == "sent"
    clock.move(milliseconds=1)
    assert alice.get(out.path).json()["status"] == "expired"
