"""Letters handed over to a mail server that speaks SMTP."""

import socket
from dataclasses import replace
from typing import Any

import pytest

from safeclose.messages.delivery import NotNow, Refused, deliver
from safeclose.messages.letters import Recipient
from tests.safeclose.messages.test_composing import LETTER
from tests.smtp_server import REFUSED, SMTPServer

ADDRESS = "ann@xn--bcher-kva.example"


def test_a_letter_to_a_domain_in_another_script_arrives(smtp: SMTPServer) -> None:
    assert deliver(replace(LETTER, key="k"))[:2] == ("smtp", "k@safeclose.example.test")
    (received,) = smtp.received
    assert received.recipients == [ADDRESS]
    assert received.message["To"] == f"Ann Archer <{ADDRESS}>"
    assert received.message["Message-ID"] == "<k@safeclose.example.test>"
    assert received.message["Subject"] == "Please sign · À signer : Lease"
    text, html = received.message.iter_parts()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert "Bonjour Ann Archer" in text.get_content()
    assert "Bonjour Ann Archer" in html.get_content()


@pytest.mark.parametrize(("reply", "kind"), [(REFUSED, Refused), ("450 Try later", NotNow)])
def test_a_refusal_is_for_good_only_where_the_server_says_so(smtp: SMTPServer, reply: str, kind: type) -> None:
    smtp.replies[ADDRESS] = reply
    with pytest.raises(kind, match=rf"^The mail server refuses the address \({reply[:3]}\)\.$"):
        deliver(LETTER)
    assert smtp.received == []


@pytest.mark.parametrize("address", ["jörg@example.com", "ann@☃.example", ""])
def test_an_address_that_no_mail_can_carry_is_refused_for_good(smtp: SMTPServer, address: str) -> None:
    with pytest.raises(Refused, match=r"^No mail can be sent to the address\.$"):
        deliver(replace(LETTER, to=Recipient(address)))
    assert smtp.received == []


def test_a_mail_server_that_is_away_is_tried_again(settings: Any, smtp: SMTPServer) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = probe.getsockname()[1]
        with pytest.raises(NotNow, match=r"^The mail server can't be reached \(ConnectionRefusedError\)\.$"):
            deliver(LETTER)


def test_a_refusal_is_logged_without_the_address(smtp: SMTPServer, caplog: pytest.LogCaptureFixture) -> None:
    smtp.replies[ADDRESS] = REFUSED
    with pytest.raises(Refused):
        deliver(LETTER)
    (record,) = [one for one in caplog.records if one.name == "safeclose.messages"]
    assert "message_refused" in record.getMessage()
    assert "signing/envelopes/link" in record.getMessage()
    assert "bcher" not in record.getMessage()
