"""Text messages by Twilio, as it is and as it should not be."""

import socket
from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from safeclose.gateways import sms
from safeclose.gateways.sending import NotConfigured, NotNow, NotSent, Refused, Unclear
from safeclose.records.transactions import action
from tests.safeclose.gateways.twilio import NUMBER, Twilio, error

TO = "+16135550100"
CALLBACK = "https://safeclose.example.test/webhooks/twilio"


@pytest.fixture
def twilio(settings: Any) -> Iterator[Twilio]:
    with Twilio() as stand_in:
        stand_in.configure(settings)
        yield stand_in


def test_a_message_is_taken(twilio: Twilio) -> None:
    text = "Été: 100% & more = fun + 😀\nReply STOP to opt out."
    assert sms.send(to=TO, text=text)[:2] == ("twilio", "SM" + "0" * 31 + "1")
    assert twilio.taken == [{"From": NUMBER, "To": TO, "Body": text, "StatusCallback": CALLBACK}]


@pytest.mark.parametrize(
    ("answer", "kind", "sentence"),
    [
        (error(400, 21211, "Invalid"), Refused, "Twilio refuses the message (400, error 21211)."),
        (error(400, 21610, "STOP"), Refused, "Twilio refuses the message (400, error 21610)."),
        ((400, b"no"), Refused, "Twilio refuses the message (400)."),
        ((201, b'{"sid": "SM1", "status": "failed", "error_code": 30007}'), Refused,
         "Twilio refuses the message (201, error 30007)."),
        (error(401, 20003, "Authenticate"), NotNow, "Twilio does not take the message (401, error 20003)."),
        (error(404, 20404, "None"), NotNow, "Twilio does not take the message (404, error 20404)."),
        (error(429, 20429, "Slow"), NotNow, "Twilio does not take the message (429, error 20429)."),
        ((503, b""), NotNow, "Twilio does not take the message (503)."),
        ((302, b""), NotNow, "Twilio does not take the message (302)."),
        ((500, b"{}"), Unclear, "Twilio is at fault (500)."),
        ((502, b"<html>"), Unclear, "Twilio is at fault (502)."),
        ((201, b"<html>"), Unclear, "Twilio answered 201, and names no message."),
        ((200, b"[]"), Unclear, "Twilio answered 200, and names no message."),
        ((201, b'{"sid": 5}'), Unclear, "Twilio answered 201, and names no message."),
        ((201, b"x" * 70_000), Unclear, "Twilio did not answer as it should (AnswerTooLong)."),
        (None, Unclear, "Twilio did not answer as it should (RemoteProtocolError)."),
    ],
    ids=repr,
)  # fmt: skip
def test_a_refusal_of_twilio_is_a_fault_with_its_reason(
    twilio: Twilio, answer: Any, kind: type[NotSent], sentence: str
) -> None:
    twilio.faults.append(answer)
    with pytest.raises(NotSent) as raised:
        sms.send(to=TO, text="x")
    assert (type(raised.value), str(raised.value)) == (kind, sentence)
    assert not twilio.taken
    assert sms.send(to=TO, text="x"), "and it is over"


def test_the_code_of_a_refusal_is_kept(twilio: Twilio) -> None:
    with pytest.raises(Refused) as raised:
        sms.send(to="0613", text="x")
    assert raised.value.code == 21211


def test_an_address_where_nobody_listens_is_a_fault(settings: Any, twilio: Twilio) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        settings.TWILIO_API_URL = f"http://127.0.0.1:{probe.getsockname()[1]}"
    with pytest.raises(NotSent) as raised:
        sms.send(to=TO, text="x")
    assert type(raised.value) is NotNow, "certainly not taken, so it may be tried again"


@pytest.mark.parametrize("url", ["api.twilio.com", "ftp://x", "http://[", ""])
def test_an_address_that_is_none_is_a_fault(settings: Any, twilio: Twilio, url: str) -> None:
    settings.TWILIO_API_URL = url
    with pytest.raises(NotSent) as raised:
        sms.send(to=TO, text="x")
    assert type(raised.value) is NotNow


def test_an_answer_without_end_is_given_up(twilio: Twilio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sms, "TIMEOUT_SECONDS", 1.0)
    twilio.seconds_per_byte = 0.02
    with pytest.raises(Unclear, match="ReadTimeout"):
        sms.send(to=TO, text="x")


def test_a_server_that_says_nothing_is_given_up(twilio: Twilio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sms, "TIMEOUT_SECONDS", 1.0)
    twilio.gate.clear()
    with pytest.raises(Unclear, match="ReadTimeout"):
        sms.send(to=TO, text="x")


@pytest.mark.parametrize("name", ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM"])
@pytest.mark.parametrize("debug", [True, False])
def test_nothing_is_sent_where_twilio_is_half_configured(settings: Any, twilio: Twilio, name: str, debug: bool) -> None:
    settings.DEBUG = debug
    setattr(settings, name, "")
    with pytest.raises(NotConfigured):
        sms.send(to=TO, text="x")


def test_without_twilio_only_a_development_copy_prints_the_message(
    settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(NotConfigured):
        sms.send(to=TO, text="x")
    settings.DEBUG = True
    assert sms.send(to=TO, text="Hello").message_id == ""
    assert capsys.readouterr().out == f"SMS to {TO}: Hello\n"


@pytest.mark.django_db
def test_no_message_is_sent_within_an_action(twilio: Twilio) -> None:
    @action
    def sending(*, by: object = None) -> None:
        sms.send(to=TO, text="x")

    with pytest.raises(RuntimeError, match="Slow work inside the action"):
        sending()
    assert orjson.dumps(twilio.taken) == b"[]"


def test_twilio_is_given_no_address_that_it_can_not_reach(twilio: Twilio, settings: Any) -> None:
    settings.PUBLIC_URL = "http://localhost:8000"
    sms.send(to=TO, text="x")
    assert twilio.taken == [{"From": NUMBER, "To": TO, "Body": "x"}]
