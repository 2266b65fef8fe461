"""POST /api/public/sign/:token with an Idempotency-Key: the answer to a signature, once more."""

from typing import Any

import pytest
from pytest_django import Settings

from signing.ceremony.models import Link
from signing.evidence.models import TrailEvent
from tests.clocks import stopped
from tests.matching import A_COPY_LINK, A_HASH, A_TIME
from tests.paper import ANN, Sent
from tests.people import Caller
from tests.prepared import sent
from tests.racing import at_once
from tests.signing.envelopes.turnstile import GOOD, SECRET, StandIn
from workspace.models import IdempotentRequest

KEY = {"Idempotency-Key": "b1946ac9"}
GONE = (410, {"state": "gone"})


@pytest.fixture
def out(alice: Caller) -> Sent:
    """Ann is about to sign."""
    out = sent(alice)
    out.links[0].reach("consented")
    return out


def told(answer: Any) -> tuple[int, Any]:
    return answer.status_code, answer.json()


def sign(out: Sent, key: dict[str, str] | None = KEY, **body: Any) -> Any:
    return out.links[0].take("sign", headers=key, **body)


def test_a_repeated_signature_gets_its_first_answer_with_a_new_link_to_the_copy(out: Sent) -> None:
    first, second = sign(out), sign(out)
    assert first.json() == {
        "state": "signed", "completed": False, "signedAt": A_TIME, "eventHash": A_HASH, "copyUrl": A_COPY_LINK,
        "signer": {"status": "signed"}, "next": None,
    }  # fmt: skip
    assert second.status_code == 200
    assert second.json() == {**first.json(), "copyUrl": A_COPY_LINK}
    assert second.headers["Idempotent-Replayed"] == "true"
    links = {first.json()["copyUrl"], second.json()["copyUrl"]}
    assert len(links) == 2
    for url in links:
        copy = Caller(None).get(url.removeprefix("https://safeclose.example.test"))
        assert told(copy) == (202, {"state": "pending"})
    assert TrailEvent.objects.filter(type="signed").count() == 1


def test_nothing_is_stored_that_opens_anything(out: Sent) -> None:
    token = sign(out).json()["copyUrl"].rpartition("/")[2]
    row = IdempotentRequest.objects.get()
    stored = str([getattr(row, field.attname) for field in row._meta.concrete_fields])
    assert row.user is None
    assert (row.request, row.body["copyUrl"]) == ("POST /api/public/sign/<token>", None)
    assert not [one for one in (token, out.links[0].token, *KEY.values()) if one in stored]


@pytest.mark.parametrize(
    "key", [None, {"Idempotency-Key": "another"}, {"Idempotency-Key": ""}, {"Idempotency-Key": "x" * 256}]
)
def test_without_the_key_a_used_link_is_gone(out: Sent, key: dict[str, str] | None) -> None:
    sign(out)
    assert told(sign(out, key)) == GONE
    assert told(out.links[0].show(**(key or {}))) == GONE
    assert IdempotentRequest.objects.count() == 1


def test_a_signature_without_a_key_is_not_repeated_with_one(out: Sent) -> None:
    sign(out, None)
    assert told(sign(out)) == GONE
    assert not IdempotentRequest.objects.exists()


def test_the_key_opens_no_other_link(out: Sent) -> None:
    sign(out)
    ben = out.links[1]
    ben.reach("consented")
    assert ben.take("sign", headers=KEY).json()["completed"] is True
    assert sign(out).json()["completed"] is False
    assert told(Caller(None).post("/api/public/sign/never-was-one", {"action": "sign"}, headers=KEY)) == GONE


@pytest.mark.parametrize("body", [{"signatureText": "Ann"}, {"action": "decline"}, {"unknown": 1}])
def test_the_key_with_another_body_is_refused(out: Sent, body: dict[str, Any]) -> None:
    sign(out)
    answer = Caller(None).post(out.links[0].path, {"action": "sign", **body}, headers=KEY)
    assert told(answer) == (
        422,
        {"error": "idempotency_key_reused", "message": "This Idempotency-Key was used for another request."},
    )


def test_what_is_no_json_finds_a_used_link_gone(out: Sent) -> None:
    sign(out)
    answer = Caller(None).generic("POST", out.links[0].path, b"{", "application/json", HTTP_IDEMPOTENCY_KEY="b1946ac9")
    assert told(answer) == GONE


def test_after_ten_minutes_the_link_is_gone(out: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = stopped(monkeypatch)
    sign(out)
    clock.move(minutes=9, seconds=59)
    assert sign(out).status_code == 200
    clock.move(seconds=2)
    assert told(sign(out)) == GONE


def test_a_link_that_was_replaced_answers_no_key(out: Sent) -> None:
    sign(out)
    Link.objects.filter(purpose="sign", signer_id=out.links[0].id).delete()
    assert told(sign(out)) == GONE


def test_where_the_envelope_came_to_nothing_the_key_answers_gone(alice: Caller, out: Sent) -> None:
    sign(out)
    assert alice.delete(out.path).status_code == 200
    assert told(sign(out)) == GONE


def test_a_refused_signature_can_be_sent_again_with_its_key(alice: Caller) -> None:
    out = sent(alice)
    out.links[0].reach("authenticated")
    assert sign(out).status_code == 409
    out.links[0].take("consent")
    assert sign(out).status_code == 200


def test_other_steps_take_no_notice_of_a_key(out: Sent) -> None:
    ben = out.links[1]
    ben.show()
    assert ben.take("authenticate", headers=KEY).status_code == 200
    assert ben.take("authenticate", headers=KEY).status_code == 409
    assert not IdempotentRequest.objects.exists()


def test_a_malformed_key_is_refused_while_the_link_is_good(out: Sent) -> None:
    answer = sign(out, {"Idempotency-Key": "x" * 256})
    message = "Idempotency-Key must have 1 to 255 printable characters."
    assert told(answer) == (400, {"error": "invalid_parameter", "message": message})


def test_a_repetition_needs_no_second_proof_of_a_person(alice: Caller, settings: Settings) -> None:
    with StandIn() as cloudflare:
        settings.TURNSTILE_SITE_KEY, settings.TURNSTILE_SECRET_KEY = "0x4AAAAAAA-site", SECRET
        settings.TURNSTILE_URL = cloudflare.url
        out = sent(alice, signers=[ANN])
        out.links[0].reach("consented")
        assert sign(out, turnstileToken="forged").status_code == 403
        assert sign(out, turnstileToken=GOOD).status_code == 200
        for token in (GOOD, "forged", None):
            assert sign(out, turnstileToken=token).status_code == 200
        assert len(cloudflare.asked) == 2


@pytest.mark.usefixtures("unlimited")
def test_two_equal_requests_at_once_sign_once(owner: Caller) -> None:
    out = sent(owner)
    out.links[0].reach("consented")
    answers = at_once([lambda: sign(out)] * 4)
    known = [answer for answer in answers if answer.status_code == 200]
    others = [answer for answer in answers if answer.status_code != 200]
    assert known
    assert {told(answer)[1]["error"] for answer in others} <= {"idempotency_in_progress"}
    assert sign(out).json()["eventHash"] == known[0].json()["eventHash"]
    assert TrailEvent.objects.filter(type="signed").count() == 1
