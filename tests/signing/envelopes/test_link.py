"""POST /api/signatures/:envelopeId/signers/:signerId/link."""

import json

import pytest

from signing.evidence.models import TrailEvent
from tests.access import statuses
from tests.clocks import stopped
from tests.matching import A_HASH, A_LINK
from tests.paper import Link, Sent
from tests.people import Caller, Person
from tests.prepared import sent
from tests.signing.envelopes import agreement

ENDED = {
    "error": "invalid_state",
    "message": "The envelope has ended, or this signer is done, so there is nothing left to sign.",
}


def where(out: Sent, number: int = 0) -> str:
    """The route for one of the signers."""
    return f"{out.path}/signers/{out.links[number].id}/link"


def test_a_link_is_replaced_only_within_the_organization(alice: Caller, people: dict[str, Person]) -> None:
    assert statuses(people, "POST", where(sent(alice))) == {
        "alice": 200, "bob": 200, "charlie": 404, "nobody": 401, "anyone": 401,
    }  # fmt: skip


@pytest.mark.parametrize("reached", [None, "opened", "authenticated", "consented"])
def test_the_old_link_is_gone_and_the_new_one_goes_on(alice: Caller, reached: str | None) -> None:
    out = sent(alice)
    if reached:
        out.links[0].reach(reached)
    answer = alice.post(where(out))
    assert answer.status_code == 200
    assert answer.json() == {"url": A_LINK}
    assert out.links[0].show().status_code == 410
    assert out.links[0].take("decline").status_code == 410
    fresh = Link({**out.links[0].signer, **answer.json()})
    assert fresh.show().json()["signer"]["status"] == (reached or "opened")
    for step in Link.STEPS[Link.REACHED.index(reached or "opened") :]:
        assert fresh.take(step).status_code == 200
    out.links[1].reach("signed")
    assert agreement.check(out.id).status == "completed"


def test_the_trail_says_to_whom_a_fresh_link_was_returned(people: dict[str, Person]) -> None:
    out = sent(Caller(people["alice"]))
    assert Caller(people["bob"]).post(where(out)).status_code == 200
    event = TrailEvent.objects.latest("seq")
    to = {"kind": "user", "id": str(people["bob"].user.pk), "name": {"sha256": A_HASH}}
    assert (event.type, json.loads(bytes(event.payload))["data"]) == (
        "link_rotated", {"signerId": out.links[0].id, "custody": {"how": "returned", "to": to}},
    )  # fmt: skip
    assert event.kept["/data/custody/to/name"]["value"] == "Bob"


def test_the_trail_says_to_whom_a_fresh_link_is_mailed(alice: Caller) -> None:
    out = sent(alice)
    answer = alice.post(where(out), {"delivery": "email"})
    assert (answer.status_code, answer.json()) == (200, {"url": None})
    event, signer = TrailEvent.objects.latest("seq"), out.links[0].id
    to = {"kind": "signer", "id": signer, "email": {"sha256": A_HASH}}
    assert (event.type, json.loads(bytes(event.payload))["data"]) == (
        "link_rotated", {"signerId": signer, "custody": {"how": "mailed", "to": to}},
    )  # fmt: skip
    assert event.kept["/data/custody/to/email"]["value"] == "ann@example.com"


def test_a_fresh_link_is_in_the_activity_log(alice: Caller) -> None:
    out = sent(alice)
    alice.post(where(out))
    event = alice.get("/v1/workspace/activity").json()["events"][0]
    assert (event["type"], event["subjectId"]) == ("link.rotated", out.id)
    assert event["data"] == {"documentId": out.document["id"], "signerId": out.links[0].id, "custody": "returned"}


def test_other_signers_keep_their_links(alice: Caller) -> None:
    out = sent(alice)
    alice.post(where(out))
    assert out.links[1].show().status_code == 200


@pytest.mark.parametrize("how", ["signed", "completed", "declined", "voided", "expired"])
def test_a_link_is_not_replaced_when_nothing_is_left_to_sign(
    alice: Caller, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = stopped(monkeypatch)
    out = sent(alice, expiresInDays=1)
    if how == "signed":
        out.links[0].reach("signed")
    elif how == "completed":
        out.sign()
    elif how == "declined":
        out.links[1].take("decline")
    elif how == "voided":
        alice.delete(out.path)
    else:
        clock.move(days=1)
    answer = alice.post(where(out))
    assert (answer.status_code, answer.json()) == (409, ENDED)


def test_a_signer_of_another_envelope_is_not_found(alice: Caller) -> None:
    out, other = sent(alice), sent(alice)
    for signer in (other.links[0].id, "sgr_01h455vb4pex5vsknk084sn02q", "5", "%00"):
        answer = alice.post(f"{out.path}/signers/{signer}/link")
        assert (answer.status_code, answer.json()) == (404, {"error": "not_found", "message": "Not found."})
    assert other.links[0].show().status_code == 200
