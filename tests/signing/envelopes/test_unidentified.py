"""What a link shows, and what can be done with it, before its signer was identified."""

import json
from typing import Any

import pytest

from safeclose.gateways import sms
from signing.evidence.models import TrailEvent
from tests.paper import ANN, Link, Sent
from tests.people import Caller
from tests.prepared import sent
from tests.signing.envelopes.identifying import METHODS, QUESTIONS, answer, ask, asked, mailed_code

FILES = ("file", "text", "pages/1.png")
REFUSED = (
    409,
    {"error": "invalid_state", "message": "Identify yourself first: the document is shown after that."},
)


@pytest.fixture(autouse=True)
def texts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Text messages that were sent."""
    texts: list[str] = []
    monkeypatch.setattr(sms, "is_configured", lambda: True)
    monkeypatch.setattr(sms, "send", lambda *, to, text: texts.append(text))
    return texts


def told(one: Any) -> tuple[int, Any]:
    return one.status_code, one.json()


def identify(link: Link, method: str, texts: list[str]) -> None:
    link.show()
    ask(link)
    given: dict[str, Any] = {"answers": [one["answer"] for one in QUESTIONS]}
    if method != "kba":
        given = {"code": mailed_code() if method == "email_otp" else texts[-1][:6]}
    assert answer(link, **given).status_code == 200
    assert link.take("authenticate", codeVerified=True).status_code == 200


def declined(out: Sent) -> dict[str, Any]:
    event = TrailEvent.objects.get(trail=out.id, type="declined")
    return dict(json.loads(bytes(event.payload))["data"])


@pytest.mark.parametrize("method", METHODS)
def test_the_document_is_shown_only_after_identification(alice: Caller, method: str, texts: list[str]) -> None:
    link = asked(alice, method).links[0]
    for step in (None, link.show, lambda: ask(link)):
        if step:
            assert step().status_code == 200
        assert [told(link.get(what)) for what in FILES] == [REFUSED] * 3
    identify(link, method, texts)
    assert [link.get(what).status_code for what in FILES] == [200] * 3
    link.take("consent")
    assert [link.get(what).status_code for what in FILES] == [200] * 3


def test_a_met_challenge_is_no_identification_until_it_is_recorded(alice: Caller) -> None:
    link = asked(alice, "kba").links[0]
    link.show()
    ask(link)
    assert answer(link, answers=[one["answer"] for one in QUESTIONS]).status_code == 200
    assert told(link.get("file")) == REFUSED


def test_a_link_alone_shows_the_document_at_once(alice: Caller) -> None:
    link = sent(alice).links[0]
    assert [link.get(what).status_code for what in FILES] == [200] * 3


@pytest.mark.parametrize("method", METHODS)
def test_the_link_answers_with_all_keys_before_identification(alice: Caller, method: str) -> None:
    whole = sent(alice, signers=[ANN]).links[0].show().json()
    shown = asked(alice, method).links[0].show().json()
    assert shown.keys() == whole.keys()
    for part in ("document", "signer", "envelope", "disclosure"):
        assert shown[part].keys() == whole[part].keys()


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("opens", [True, False])
def test_a_refusal_to_sign_without_identification_is_recorded_so(alice: Caller, method: str, opens: bool) -> None:
    out = asked(alice, method)
    if opens:
        out.links[0].show()
    assert told(out.links[0].take("decline")) == (200, {"state": "declined"})
    assert declined(out) == {"reason": None, "identified": False}


def test_a_refusal_to_sign_after_identification_is_recorded_so(alice: Caller, texts: list[str]) -> None:
    out = asked(alice, "email_otp")
    identify(out.links[0], "email_otp", texts)
    out.links[0].take("decline")
    assert declined(out) == {"reason": None, "identified": True}


def test_a_refusal_to_sign_by_a_link_alone_says_nothing_of_identification(alice: Caller) -> None:
    out = sent(alice)
    out.links[0].take("decline")
    assert declined(out) == {"reason": None}
