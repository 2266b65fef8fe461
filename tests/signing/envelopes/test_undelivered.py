"""Addresses and numbers of signers that are refused for good, whichever message it was."""

from typing import Any

import pytest

from signing.ceremony.models import Link
from signing.envelopes.delivery.jobs import mail_copy, mail_link
from signing.envelopes.models import Signer
from signing.evidence.jobs import seal
from tests.paper import ANN
from tests.people import Caller
from tests.prepared import generated, sent
from tests.safeclose.gateways.twilio import Twilio, error
from tests.signing.envelopes.identifying import ask, asked
from tests.signing.envelopes.test_delivery import dispatched
from tests.smtp_server import REFUSED, SMTPServer
from workspace.models import Event

BY_MAIL = "The mail server refuses the address (550)."


def told() -> list[tuple[str, str]]:
    """Signer and reason of each event."""
    events = Event.objects.filter(type="envelope.undelivered").order_by("id")
    return [(event.data["signerId"], event.data["reason"]) for event in events]


def is_undelivered(signer_id: str) -> bool:
    return Signer.objects.get(pk=signer_id).undelivered_at is not None


def test_a_link_arrives_on_a_domain_in_another_script(alice: Caller, smtp: SMTPServer) -> None:
    _, (ann,) = dispatched(alice, signers=[{**ANN, "email": "ann@b\u00fccher.example"}])
    mail_link(signer_id=ann, occasion="turn")
    (received,) = smtp.received
    assert received.recipients == ["ann@xn--bcher-kva.example"]
    assert received.message["To"] == "Ann Archer <ann@xn--bcher-kva.example>"


def test_a_refused_link_is_recorded_until_one_is_delivered(alice: Caller, smtp: SMTPServer) -> None:
    _, (ann, ben) = dispatched(alice)
    smtp.replies["ann@example.com"] = REFUSED
    for signer in (ann, ben):
        mail_link(signer_id=signer, occasion="turn")
    assert [is_undelivered(one) for one in (ann, ben)] == [True, False]
    assert told() == [(ann, BY_MAIL)]
    assert list(Link.objects.values_list("signer", flat=True)) == [ben]
    smtp.replies.clear()
    mail_link(signer_id=ann, occasion="asked")
    assert not is_undelivered(ann)
    assert len(told()) == 1


def test_a_refused_copy_is_recorded(alice: Caller, smtp: SMTPServer) -> None:
    out = sent(alice, signers=[ANN])
    out.sign()
    seal(trail_id=out.id)
    signer, links = out.links[0].id, Link.objects.count()
    smtp.replies["ann@example.com"] = REFUSED
    mail_copy(signer_id=signer)
    assert is_undelivered(signer)
    assert told() == [(signer, BY_MAIL)]
    assert Link.objects.count() == links
    smtp.replies.clear()
    mail_copy(signer_id=signer)
    assert not is_undelivered(signer)


def test_a_refused_mail_with_a_code_is_recorded(alice: Caller, smtp: SMTPServer) -> None:
    link = asked(alice, "email_otp").links[0]
    link.show()
    smtp.replies["eve@example.com"] = REFUSED
    assert ask(link).status_code == 503
    assert is_undelivered(link.id)
    assert told() == [(link.id, BY_MAIL)]
    smtp.replies.clear()
    assert ask(link).status_code == 200
    assert not is_undelivered(link.id)


def test_a_refused_text_with_a_code_is_recorded(alice: Caller, settings: Any) -> None:
    with Twilio() as twilio:
        twilio.configure(settings)
        link = asked(alice, "sms_otp").links[0]
        link.show()
        twilio.faults.append(error(400, 21211, "Invalid"))
        assert ask(link).status_code == 503
        assert told() == [(link.id, "Twilio refuses the message (400, error 21211).")]
        twilio.faults.append(error(429, 20429, "Slow"))
        assert ask(link).status_code == 503
        assert len(told()) == 1
        assert is_undelivered(link.id)
        assert ask(link).status_code == 200
    assert not is_undelivered(link.id)


@pytest.mark.parametrize("email", ["ann@localhost", "ann@[127.0.0.1]", "ann@\u2603.example"])
def test_an_envelope_takes_no_address_that_nobody_can_have(alice: Caller, email: str) -> None:
    path = f"/api/documents/{generated(alice)['id']}/signature"
    answer = alice.post(path, {"signers": [{**ANN, "email": email}]})
    assert (answer.status_code, answer.json()["message"]) == (400, "signers.0.email: Enter a valid email address.")
