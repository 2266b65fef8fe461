"""Fresh links in the back office: mailed, and never shown."""

from typing import Any

import pytest
from django.core import mail

from safeclose.actors import Actor
from signing.envelopes import actions
from signing.envelopes.models import Envelope
from signing.evidence.models import TrailEvent
from tests.backoffice.staff import page_of, signed_in
from tests.paper import ANN
from tests.people import Caller
from tests.prepared import sent
from tests.signing.envelopes.test_delivery import dispatched, link_in, work

NO_ADDRESS = "The signer has no e-mail address. The sender can get a fresh link, and pass it on."


def test_a_fresh_link_is_mailed_where_the_sender_brings_links(alice: Caller) -> None:
    out = sent(alice, signers=[ANN])
    answer = signed_in("sue", "Support").post(
        page_of(Envelope.objects.get(), "do/fresh-link/"), {"one": out.links[0].id}, follow=True
    )
    words = answer.content.decode()
    assert answer.redirect_chain == [(page_of(Envelope.objects.get()), 302)]
    assert "A new link is being mailed to ann@example.com; the old ones are gone." in words
    assert "/sign/" not in words
    event: Any = TrailEvent.objects.latest("seq")
    assert (event.type, event.kept["/actor/name"]["value"]) == ("link_rotated", "Sue")
    assert event.kept["/data/custody/to/email"]["value"] == "ann@example.com"
    assert out.links[0].show().status_code == 410
    work()
    (message,) = mail.outbox
    assert message.to == ["Ann Archer <ann@example.com>"]
    says = "Waits for Ann Archer (ann@example.com), first of 1: link mailed just now, opened, and not yet identified."
    assert link_in(message).show().status_code == 200
    assert says in signed_in("sid", "Support").get(page_of(Envelope.objects.get())).content.decode()


def test_whoever_has_no_address_gets_a_fresh_link_from_the_sender_alone(alice: Caller) -> None:
    out = sent(alice, signers=[{"name": "Nell", "role": "buyer"}])
    page = page_of(Envelope.objects.get(), "do/fresh-link/")
    answer = signed_in("sue", "Support").post(page, {"one": out.links[0].id})
    assert answer.status_code == 409
    assert NO_ADDRESS in answer.content.decode()
    assert "/sign/" not in answer.content.decode()
    assert TrailEvent.objects.count() == 1
    assert out.links[0].show().status_code == 200


def test_no_way_of_asking_gives_staff_a_link(alice: Caller) -> None:
    out = sent(alice, signers=[ANN])
    asked = {"envelope_id": out.id, "signer_id": out.links[0].id, "organization": alice.organization}
    assert actions.rotate_link(**asked, delivery="return", by=Actor("staff", "7", "Sue")) is None
    event: Any = TrailEvent.objects.latest("seq")
    assert event.kept["/data/custody/to/email"]["value"] == "ann@example.com"


@pytest.mark.parametrize("delivery", ["email", "return"])
def test_the_question_tells_that_the_link_is_mailed(alice: Caller, delivery: str) -> None:
    if delivery == "email":
        dispatched(alice)
    else:
        sent(alice)
    words = signed_in("sue", "Support").get(page_of(Envelope.objects.get(), "do/fresh-link/")).content.decode()
    assert "Mail a new link to a signer? All links that this signer has are gone at once." in words
