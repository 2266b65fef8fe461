"""POST /api/public/sign/:token/code."""

import smtplib
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from safeclose.gateways import sms
from signing.ceremony.identification.models import Challenge
from signing.evidence.models import TrailEvent
from tests.clocks import stopped
from tests.matching import A_TIME
from tests.paper import ANN, Link
from tests.people import Caller
from tests.prepared import sent
from tests.signing.envelopes.identifying import METHODS, QUESTIONS, ask, asked, codes_in, mailed_code


def opened(caller: Caller, method: str) -> Link:
    """A link whose signer has looked, and has to identify."""
    link = asked(caller, method).links[0]
    assert link.show().status_code == 200
    return link


def test_a_code_is_sent_by_mail(alice: Caller) -> None:
    link = opened(alice, "email_otp")
    before = link.show().json()
    assert (before["signer"]["authMethod"], before["challenge"], before["next"]) == ("email_otp", None, "authenticate")
    answer = ask(link, channel="email", language="en")
    challenge = {"channel": "email", "to": "e•••@example.com", "questions": [], "expiresAt": A_TIME, "verified": False}
    assert (answer.status_code, answer.json()) == (200, {"state": "active", "challenge": challenge})
    (letter,) = mail.outbox
    assert letter.to == ["Eve Ellis <eve@example.com>"]
    assert not codes_in(letter.subject)
    assert len(codes_in(str(letter.body))) == 1
    assert link.show().json()["challenge"] == challenge


def test_a_code_is_mailed_in_french(alice: Caller) -> None:
    ask(opened(alice, "email_otp"), language="fr")
    assert "votre code pour signer" in str(mail.outbox[0].body)
    assert mail.outbox[0].subject.startswith("Votre code pour signer : ")


def test_a_sent_code_is_in_the_trail(alice: Caller) -> None:
    ask(opened(alice, "email_otp"))
    event = TrailEvent.objects.latest("seq")
    assert event.type == "code_sent"
    assert event.kept["/data/recipient"]["value"] == "eve@example.com"
    assert mailed_code() not in bytes(event.payload).decode() + str(event.kept)


def test_a_code_is_sent_by_text_message(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = []
    monkeypatch.setattr(sms, "is_configured", lambda: True)
    monkeypatch.setattr(sms, "send", lambda **message: texts.append(message))
    answer = ask(opened(alice, "sms_otp"))
    assert answer.json()["challenge"]["to"] == "•••0123"
    (message,) = texts
    assert message["to"] == "+16135550123"
    assert len(codes_in(message["text"])) == 1
    assert len(message["text"]) <= 160
    assert mail.outbox == []


def test_questions_are_asked_without_their_answers(alice: Caller) -> None:
    answer = ask(opened(alice, "kba")).json()["challenge"]
    assert (answer["channel"], answer["to"]) == ("kba", None)
    assert answer["questions"] == [one["question"] for one in QUESTIONS]
    assert mail.outbox == []


def test_a_signer_by_link_is_sent_no_code(alice: Caller) -> None:
    link = sent(alice).links[0]
    link.show()
    answer = ask(link)
    assert (answer.status_code, answer.json()) == (
        409, {"error": "invalid_state", "message": "This link needs no code."},
    )  # fmt: skip


@pytest.mark.parametrize("method", METHODS)
def test_no_code_is_sent_before_the_link_was_opened(
    alice: Caller, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sms, "is_configured", lambda: True)
    answer = ask(asked(alice, method).links[0])
    assert (answer.status_code, answer.json()["message"]) == (
        409, "The signer has not opened the document yet, so identification can't be recorded.",
    )  # fmt: skip
    assert not Challenge.objects.exists()


def test_no_code_is_sent_by_another_channel(alice: Caller) -> None:
    answer = ask(opened(alice, "email_otp"), channel="sms")
    assert (answer.status_code, answer.json()) == (
        400, {"error": "invalid_body", "message": "channel must be email.", "fields": {"channel": ["Must be email."]}},
    )  # fmt: skip
    assert ask(opened(alice, "email_otp"), channel="fax").status_code == 400


def test_no_code_is_sent_before_the_signers_turn(alice: Caller) -> None:
    out = sent(alice, mode="sequential", signers=[ANN, METHODS["email_otp"]])
    answer = ask(out.links[1])
    assert answer.status_code == 409
    assert mail.outbox == []


def test_five_codes_are_sent_in_an_hour_and_no_more(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = stopped(monkeypatch)
    link = opened(alice, "email_otp")
    for _ in range(5):
        assert ask(link).status_code == 200
        clock.move(minutes=1)
    answer = ask(link)
    assert (answer.status_code, answer.json()) == (
        429, {"error": "rate_limited", "message": "Too many codes were asked for; try again later."},
    )  # fmt: skip
    assert answer.headers["Retry-After"] == str(55 * 60 + 1)
    clock.move(minutes=55, seconds=1)
    assert ask(link).status_code == 200
    assert len(mail.outbox) == 6


class Broken(EmailBackend):
    """A mail server that takes nothing."""

    def send_messages(self, messages: object) -> int:
        raise smtplib.SMTPServerDisconnected("gone")


def test_a_code_that_can_not_be_mailed_is_told(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    link = opened(alice, "email_otp")
    events = TrailEvent.objects.count()
    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", Broken.send_messages)
    answer = ask(link)
    assert (answer.status_code, answer.json()) == (
        503, {"error": "unavailable", "message": "The code can't be sent now; try again."},
    )  # fmt: skip
    assert not Challenge.objects.exists()
    assert TrailEvent.objects.count() == events
    monkeypatch.undo()
    assert ask(link).status_code == 200


def test_no_code_is_sent_for_a_link_that_is_gone(alice: Caller) -> None:
    out = asked(alice, "email_otp")
    alice.delete(out.path)
    answer = ask(out.links[0])
    assert (answer.status_code, answer.json()) == (410, {"state": "gone"})


def test_a_challenge_says_until_when_it_is_good(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = stopped(monkeypatch)
    link = opened(alice, "email_otp")
    until = datetime.fromisoformat(ask(link).json()["challenge"]["expiresAt"])
    assert until == clock.instant + timedelta(minutes=10)
    clock.move(minutes=10)
    assert link.show().json()["challenge"] is None
