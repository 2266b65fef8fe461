"""POST /webhooks/twilio: who is believed, and what is answered."""

from typing import Any

import pytest
from django.conf import settings as configured

from safeclose import clock
from safeclose.actors import Actor
from safeclose.gateways.twilio_callbacks import signature_of
from tests.people import Caller
from tests.safeclose.gateways.twilio import SECRET
from tests.workspace.sending.outcomes.reports import CALLED, TEXT, report_text, twilio_report
from workspace.models import SentMessage
from workspace.sending.outcomes.failures import Failure
from workspace.sending.outcomes.steps import failure_handlers

SID = "SM" + "0" * 31 + "1"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _twilio(settings: Any) -> None:
    settings.TWILIO_AUTH_TOKEN = SECRET


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    found: list[str] = []

    def handler(message: SentMessage, failure: Failure, by: Actor) -> bool:
        found.append(failure.sentence)
        return True

    monkeypatch.setitem(failure_handlers._contributions, "test", handler)
    SentMessage.objects.create(
        service="twilio", message_id=SID, kind="test", subject_id="17", what="code", sent_at=clock.now()
    )
    return found


@pytest.mark.parametrize(
    ("number", "signature"),
    [("+14158675310", "GvWf1cFY/Q7PnoempGyD5oXAezc="), ("+14158675309", "RSOYDt4T1cUTdK1PDd93/VVr8B8=")],
)
def test_the_signature_is_that_of_twilios_documentation(number: str, signature: str) -> None:
    """The example of https://www.twilio.com/docs/usage/security, and that of Twilio's own libraries."""
    fields = {
        "CallSid": ["CA1234567890ABCDE"],
        "Caller": [number],
        "Digits": ["1234"],
        "From": [number],
        "To": ["+18005551212"],
    }
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert signature_of(url, fields, "12345") == signature


@pytest.mark.parametrize(
    ("status", "code", "sentence"),
    [
        ("undelivered", "30005", "The text message did not reach the number (error 30005)."),
        ("failed", "21610", "The text message could not be sent to the number (error 21610)."),
        ("failed", "", "The text message could not be sent to the number."),
        ("queued", "", None),
        ("sent", "", None),
        ("delivered", "", None),
        ("canceled", "", None),
    ],
)
def test_only_failures_are_recorded(told: list[str], status: str, code: str, sentence: str | None) -> None:
    for _ in range(2):
        answer = report_text(twilio_report(SID, status, code))
        assert (answer.status_code, answer.json()) == (200, {"ok": True})
    assert told == ([sentence] if sentence else [])


def test_fields_that_twilio_may_add_are_signed_with_the_rest(told: list[str]) -> None:
    assert report_text(twilio_report(SID, RawDlrDoneDate="2605011203", ErrorMessage="Ünknown + & =")).status_code == 200
    assert len(told) == 1


def test_an_unknown_message_is_taken(told: list[str]) -> None:
    assert report_text(twilio_report("SM" + "f" * 32)).status_code == 200
    assert told == []


@pytest.mark.parametrize(
    "signature",
    [
        "", "x", "é", "=" * 28,
        signature_of(CALLED, {}, SECRET),
        signature_of(CALLED, {name: [value] for name, value in twilio_report(SID).items()}, "another secret"),
        signature_of(CALLED.upper(), {name: [value] for name, value in twilio_report(SID).items()}, SECRET),
        signature_of(CALLED, {name: [value] for name, value in twilio_report(SID, "failed").items()}, SECRET),
    ],
)  # fmt: skip
def test_a_forged_report_is_refused(told: list[str], signature: str) -> None:
    answer = report_text(twilio_report(SID), signature=signature)
    assert (answer.status_code, answer.json()) == (403, {"error": "The signature is missing or wrong."})
    assert told == []


def test_without_a_key_nobody_is_believed(settings: Any) -> None:
    settings.TWILIO_AUTH_TOKEN = ""
    form = twilio_report(SID)
    answer = report_text(form, signature=signature_of(CALLED, {name: [value] for name, value in form.items()}, ""))
    assert (answer.status_code, answer.json()) == (503, {"error": "TWILIO_AUTH_TOKEN is not set."})


@pytest.mark.parametrize("body", [b"\xff", b"a=%ff", b"&".join(b"a=1" for _ in range(101))])
def test_a_body_that_is_no_form_is_a_bad_request(body: bytes) -> None:
    answer = report_text(body)
    assert (answer.status_code, answer.json()) == (400, {"error": "The body is no report of a message."})


@pytest.mark.parametrize(
    "form", [{}, {"MessageSid": SID}, {"MessageStatus": "failed"}, {"MessageSid": "", "MessageStatus": ""}]
)
def test_a_signed_form_that_is_no_report_is_a_bad_request(form: dict[str, str]) -> None:
    assert report_text(form).status_code == 400


@pytest.mark.parametrize("sid", ["x" * 256, "x\u0000"])
def test_an_id_that_no_message_has_is_of_no_interest(told: list[str], sid: str) -> None:
    assert report_text(twilio_report(sid)).status_code == 200
    assert told == []


def test_a_large_body_is_refused() -> None:
    assert report_text(b"x" * (configured.JSON_BODY_LIMIT + 1)).status_code == 413


def test_other_methods_are_refused_in_json() -> None:
    answer = Caller(None).get(TEXT, headers={"Accept": "text/html"})
    assert (answer.status_code, answer.json()) == (405, {"error": "This path does not take that method."})
