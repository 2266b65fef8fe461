"""Mails by the API of a mail service, which here is Postmark: as it is, and as it should not be."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from safeclose.messages.delivery import NotNow, NotSent, Refused, deliver
from safeclose.messages.letters import Attachment, Letter
from tests.safeclose.gateways.postmark import Postmark, error, inactive, invalid
from tests.safeclose.messages.test_composing import LETTER

ADDRESS = "ann@xn--bcher-kva.example"


@pytest.fixture
def postmark(settings: Any) -> Iterator[Postmark]:
    with Postmark() as stand_in:
        stand_in.configure(settings)
        yield stand_in


def failed(letter: Letter = LETTER) -> tuple[type[NotSent], str]:
    """Why it was not sent."""
    with pytest.raises(NotSent) as caught:
        deliver(letter)
    return caught.type, str(caught.value)


def test_a_letter_is_taken_whole(postmark: Postmark) -> None:
    lease = Attachment("Lease.pdf", b"%PDF", "application/pdf")
    letter = replace(LETTER, key="k", reply_to="office@bücher.example", unsubscribe="STOP", attachments=(lease,))
    receipt = deliver(letter)
    assert receipt[:2] == ("postmark", postmark.ids[0])
    (taken,) = postmark.taken
    assert taken["To"] == f"Ann Archer <{ADDRESS}>"
    assert taken["From"].startswith("Acme & Sons <")
    assert taken["Subject"] == "Please sign · À signer : Lease"
    assert taken["ReplyTo"] == "office@xn--bcher-kva.example"
    assert "Bonjour Ann Archer" in taken["TextBody"]
    assert "Bonjour Ann Archer" in taken["HtmlBody"]
    assert [(one["Name"], one["ContentType"]) for one in taken["Attachments"]] == [("Lease.pdf", "application/pdf")]
    assert {one["Name"]: one["Value"] for one in taken["Headers"]} == {
        "Message-ID": "<k@safeclose.example.test>",
        "List-Unsubscribe": "<mailto:office@xn--bcher-kva.example?subject=STOP>",
    }


@pytest.mark.parametrize(("answer", "word"), [(inactive(ADDRESS), "rejected"), (invalid(ADDRESS), "invalid")])
def test_an_address_that_the_service_does_not_write_to_is_refused_for_good(
    postmark: Postmark, answer: tuple[int, bytes], word: str
) -> None:
    postmark.faults.append(answer)
    assert failed() == (Refused, f"The mail service refuses the address ({word}).")
    assert postmark.taken == []


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (error(500, 0, "Internal Server Error"), "The mail service answered 500."),
        (error(503, 100, "Maintenance"), "The mail service answered 503."),
        (error(429, 0, "Slow down"), "The mail service answered 429."),
        (error(401, 10, "No token"), "The mail service answered 401."),
        (error(422, 400, "Sender signature not found."), "The mail service answered 422."),
        ((200, b"<html>"), "The mail service answered 200."),
        ((200, b"[{}]"), "The mail service answered 200."),
        (None, "The mail service can't be reached (ConnectionError)."),
    ],
)
def test_what_may_pass_or_is_our_own_fault_is_tried_again(
    postmark: Postmark, answer: tuple[int, bytes] | None, sentence: str
) -> None:
    postmark.faults.append(answer)
    assert failed() == (NotNow, sentence)
    assert deliver(LETTER).message_id == postmark.ids[0]


def test_a_service_that_is_away_is_tried_again(postmark: Postmark, settings: Any) -> None:
    settings.ANYMAIL = {**settings.ANYMAIL, "POSTMARK_API_URL": "http://127.0.0.1:9/"}
    assert failed() == (NotNow, "The mail service can't be reached (ConnectionError).")


def test_a_setting_that_is_missing_is_no_refusal(postmark: Postmark, settings: Any) -> None:
    settings.ANYMAIL = {"POSTMARK_API_URL": postmark.url}
    assert failed() == (NotNow, "The mail can't be given to the mail service (AnymailConfigurationError).")


def test_neither_log_nor_exception_names_the_address(postmark: Postmark, caplog: pytest.LogCaptureFixture) -> None:
    postmark.faults.append(inactive(ADDRESS))
    with pytest.raises(Refused) as caught:
        deliver(LETTER)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    (record,) = [one for one in caplog.records if one.name == "safeclose.messages"]
    assert "message_refused" in record.getMessage()
    assert "bcher" not in record.getMessage()
