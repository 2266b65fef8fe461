"""POST /api/public/sign/:token/code/verify, and what it is good for."""

import json
import re
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from safeclose.gateways import sms
from signing.ceremony.identification.models import Challenge
from signing.evidence.models import TrailEvent
from tests.clocks import stopped
from tests.paper import ANN, Link
from tests.people import Caller
from tests.prepared import sent
from tests.racing import at_once
from tests.signing.envelopes.identifying import METHODS, QUESTIONS, answer, ask, asked, mailed_code, wrong
from tests.signing.envelopes.test_secrets import everything

RIGHT = [one["answer"] for one in QUESTIONS]
INVALID = (403, {"error": "code_invalid", "message": "The code or the answers are not right, or no longer good."})
NOT_VERIFIED = (
    403,
    {
        "error": "code_not_verified",
        "message": "Identify yourself first: the code or the answers were not verified.",
    },
)


@pytest.fixture(autouse=True)
def texts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Text messages that were sent."""
    sent: list[str] = []
    monkeypatch.setattr(sms, "is_configured", lambda: True)
    monkeypatch.setattr(sms, "send", lambda *, to, text: sent.append(text))
    return sent


def told(one: Any) -> tuple[int, Any]:
    return one.status_code, one.json()


def challenged(caller: Caller, method: str = "email_otp", **body: Any) -> Link:
    """A link whose signer was sent a code, or asked."""
    link = asked(caller, method, **body).links[0]
    link.show()
    assert ask(link).status_code == 200
    return link


def proof(method: str, texts: list[str]) -> dict[str, Any]:
    """What is right."""
    return {"kba": {"answers": RIGHT}, "sms_otp": {"code": texts[-1][:6] if texts else ""}}.get(
        method, {"code": mailed_code() if method == "email_otp" else ""}
    )


@pytest.mark.parametrize("method", METHODS)
def test_a_signer_who_was_identified_can_sign(alice: Caller, method: str, texts: list[str]) -> None:
    link = challenged(alice, method)
    verified = answer(link, **proof(method, texts))
    assert verified.status_code == 200
    assert verified.json()["challenge"]["verified"] is True
    assert link.take("authenticate", codeVerified=True).json()["signer"] == {"status": "authenticated"}
    payload = json.loads(bytes(TrailEvent.objects.latest("seq").payload))
    assert payload["data"]["method"] == method
    assert payload["data"]["challengeId"] == Challenge.objects.get().id
    assert link.take("consent").status_code == 200
    assert link.take("sign").json()["completed"] is True


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("claim", [{"codeVerified": True}, {}, {"codeVerified": False}])
@pytest.mark.parametrize("asks", [True, False])
def test_a_claim_to_be_verified_is_not_believed(alice: Caller, method: str, claim: dict[str, bool], asks: bool) -> None:
    link = asked(alice, method).links[0]
    link.show()
    if asks:
        ask(link)
    assert told(link.take("authenticate", **claim)) == NOT_VERIFIED
    assert link.show().json()["signer"]["status"] == "opened"


def test_a_verified_signer_has_to_say_so(alice: Caller) -> None:
    link = challenged(alice)
    answer(link, code=mailed_code())
    assert told(link.take("authenticate")) == NOT_VERIFIED
    assert link.take("authenticate", codeVerified=True).status_code == 200


def test_a_code_works_once(alice: Caller) -> None:
    link, code = challenged(alice), mailed_code()
    assert answer(link, code=code).status_code == 200
    assert told(answer(link, code=code)) == INVALID
    assert link.take("authenticate", codeVerified=True).status_code == 200
    assert told(answer(link, code=code)) == INVALID


def test_six_wrong_codes_end_the_challenge(alice: Caller) -> None:
    link, code = challenged(alice), mailed_code()
    for _ in range(5):
        assert told(answer(link, code=wrong(code))) == INVALID
    refused = answer(link, code=wrong(code))
    assert told(refused) == (
        429, {"error": "rate_limited", "message": "Too many tries; ask for a new code."},
    )  # fmt: skip
    assert 0 < int(refused.headers["Retry-After"]) <= 601
    assert answer(link, code=code).status_code == 429
    assert told(link.take("authenticate", codeVerified=True)) == NOT_VERIFIED
    ask(link)
    assert told(answer(link, code=code)) == INVALID
    assert answer(link, code=mailed_code()).status_code == 200


def test_a_right_code_at_the_fifth_try_is_taken(alice: Caller) -> None:
    link, code = challenged(alice), mailed_code()
    for _ in range(4):
        answer(link, code=wrong(code))
    assert answer(link, code=code).status_code == 200


def test_tries_at_once_are_all_counted(committed: None, unlimited: None, owner: Caller) -> None:
    link, code = challenged(owner), mailed_code()
    answers = at_once([partial(answer, link, code=wrong(code))] * 12)
    assert sorted(one.status_code for one in answers) == [403] * 5 + [429] * 7


def test_one_of_many_right_ones_counts(committed: None, unlimited: None, owner: Caller) -> None:
    link = challenged(owner)
    answers = at_once([partial(answer, link, code=mailed_code())] * 8)
    assert sorted(one.status_code for one in answers) == [200] + [403] * 7


def test_one_challenge_is_one_authentication(committed: None, unlimited: None, owner: Caller) -> None:
    link = challenged(owner)
    answer(link, code=mailed_code())
    answers = at_once([partial(link.take, "authenticate", codeVerified=True)] * 6)
    assert sorted(one.status_code for one in answers) == [200] + [403] * 5


@pytest.mark.parametrize(("minutes", "good"), [(9.99, True), (10, False)])
def test_a_code_is_good_for_ten_minutes(
    alice: Caller, monkeypatch: pytest.MonkeyPatch, minutes: float, good: bool
) -> None:
    clock = stopped(monkeypatch)
    link = challenged(alice)
    clock.move(minutes=minutes)
    assert (answer(link, code=mailed_code()).status_code == 200) is good
    clock.move(minutes=minutes)
    assert (link.take("authenticate", codeVerified=True).status_code == 200) is good


def test_a_new_code_replaces_the_old(alice: Caller) -> None:
    link, old = challenged(alice), mailed_code()
    ask(link)
    if old != mailed_code():
        assert told(answer(link, code=old)) == INVALID
    assert answer(link, code=mailed_code()).status_code == 200


def test_a_code_that_was_met_does_not_outlive_a_new_one(alice: Caller) -> None:
    link = challenged(alice)
    answer(link, code=mailed_code())
    ask(link)
    assert told(link.take("authenticate", codeVerified=True)) == NOT_VERIFIED


def test_a_code_of_another_signer_is_refused(alice: Caller) -> None:
    out = sent(alice, signers=[METHODS["email_otp"], {**METHODS["email_otp"], "email": "ed@example.com"}])
    for link in out.links:
        link.show()
    ask(out.links[0])
    first = mailed_code()
    ask(out.links[1])
    if first != mailed_code():
        assert told(answer(out.links[1], code=first)) == INVALID
    assert answer(out.links[0], code=first).status_code == 200
    assert told(out.links[1].take("authenticate", codeVerified=True)) == NOT_VERIFIED


@pytest.mark.parametrize(
    ("given", "right"),
    [
        (RIGHT, True),
        (["TROIS-RIVIÈRES ", " volvo 240"], True),
        (["Trois-Rivie\u0300res", "Volvo 240"], True),
        (["Trois-Rivieres", "Volvo 240"], False),
        ([RIGHT[0]], False),
        ([RIGHT[0], ""], False),
        ([*RIGHT, ""], False),
        (RIGHT[::-1], False),
        ([], False),
    ],
)
def test_answers_are_compared_without_case_and_extra_blanks(alice: Caller, given: list[str], right: bool) -> None:
    link = challenged(alice, "kba")
    assert (answer(link, answers=given).status_code == 200) is right


def test_answers_before_the_questions_are_refused(alice: Caller) -> None:
    link = asked(alice, "kba").links[0]
    link.show()
    assert told(answer(link, answers=RIGHT)) == INVALID


def test_a_code_before_one_was_sent_is_refused(alice: Caller) -> None:
    link = asked(alice, "email_otp").links[0]
    link.show()
    for code in ("000000", "", "x"):
        assert answer(link, code=code).status_code in (400, 403)
    assert told(answer(link, code="000000")) == INVALID


@pytest.mark.parametrize(
    "body", [{}, {"code": "123456", "answers": ["x"]}, {"code": 123456}, {"answers": "x"}, {"code": "1" * 21}]
)
def test_an_invalid_body_is_refused_and_is_no_try(alice: Caller, body: dict[str, Any]) -> None:
    link = challenged(alice)
    assert (answer(link, **body).status_code, answer(link, **body).json()["error"]) == (400, "invalid_body")
    assert Challenge.objects.get().tries == 0


def test_a_link_alone_needs_no_claim(alice: Caller) -> None:
    link = sent(alice, signers=[ANN]).links[0]
    link.show()
    assert link.take("authenticate", codeVerified=False).status_code == 200


def test_right_and_wrong_do_the_same_work(alice: Caller) -> None:
    """So that the time an answer takes tells nothing."""
    link, code = challenged(alice), mailed_code()
    with CaptureQueriesContext(connection) as when_wrong:
        answer(link, code=wrong(code))
    with CaptureQueriesContext(connection) as when_right:
        answer(link, code=code)
    assert [one["sql"].split()[0] for one in when_right] == [one["sql"].split()[0] for one in when_wrong]


@pytest.mark.parametrize("method", METHODS)
def test_no_code_and_no_answer_is_kept(
    alice: Caller, method: str, texts: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    link = challenged(alice, method)
    given = proof(method, texts)
    answer(link, **given)
    link.take("authenticate", codeVerified=True)
    stored = everything()
    assert Challenge.objects.get().verified_at
    for secret in [given["code"]] if "code" in given else given["answers"]:
        assert not re.search(rf"(?<![0-9a-f]){re.escape(secret)}(?![0-9a-f])", stored, re.IGNORECASE)
        assert not re.search(rf"(?<![0-9a-f.]){re.escape(secret)}(?![0-9a-f])", caplog.text, re.IGNORECASE)
