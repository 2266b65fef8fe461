"""What happens while a message is on its way: opt-outs, deletions, other workers."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from documents.chattel.models import Campaign, ComplianceEntry, Touch
from documents.chattel.outreach.hours import SEND_TIMEOUT
from documents.chattel.outreach.touches import actions, in_flight, jobs
from safeclose.actors import SYSTEM
from safeclose.messages.delivery import Receipt
from tests.clocks import Clock
from tests.documents.chattel.asking import BASE, BEHIND, log, made, said, started
from tests.documents.chattel.touching import run
from tests.people import Caller, acme_and_birch
from tests.racing import at_once
from tests.safeclose.gateways.twilio import Twilio
from tests.thorough import rounds


def test_a_document_stays_while_a_message_about_it_leaves(
    alice: Caller, document: dict[str, Any], clock: Clock
) -> None:
    campaign = started(alice, document, email=False)
    jobs.touch_borrower(campaign_id=campaign["id"])
    claim = actions.record_claim(touch_id=Touch.objects.get().pk, by=SYSTEM)
    assert claim is not None
    path = f"{BASE}/{document['id']}"
    sentence = "A message about it is being sent; try again in a minute."
    assert said(alice.delete(path)) == (409, {"error": sentence})
    actions.record_sent(claim=claim, receipt=Receipt("twilio", "SM1", clock.instant), by=SYSTEM)
    assert alice.delete(path).status_code == 204
    assert ComplianceEntry.objects.count() == 2
    run()


def test_an_opt_out_waits_for_what_is_on_its_way(
    committed: None, clock: Clock, twilio: Twilio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message has left for Twilio, which is thinking: the opt-out is not answered before it is over."""
    alice = Caller(acme_and_birch()["alice"])
    document = made(alice, loan=BEHIND)
    campaign = started(alice, document, email=False)
    jobs.touch_borrower(campaign_id=campaign["id"])
    touch, order = Touch.objects.get(), []
    twilio.gate.clear()
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            order.append("Twilio answers")
            twilio.gate.set()
        in_flight.time.sleep(0.05)

    monkeypatch.setattr(in_flight, "sleep", pause)

    def close() -> Any:
        assert twilio.arrived.wait(30)
        answer = alice.post(f"{BASE}/{document['id']}/rcm/opt-out", {"campaignId": campaign["id"], "channel": "sms"})
        order.append("opt-out answered")
        return answer

    _, answer = at_once([partial(jobs.send_touch, touch_id=touch.pk), close])
    assert answer.json()["campaign"]["optedOut"] == ["sms"]
    assert order == ["Twilio answers", "opt-out answered"]
    assert len(twilio.taken) == 1
    assert sorted(entry["action"] for entry in log(alice, document)) == ["campaign_started", "opt_out", "touch_sent"]


def test_an_opt_out_does_not_wait_for_the_dead(alice: Caller, document: dict[str, Any], clock: Clock) -> None:
    campaign = started(alice, document, email=False)
    jobs.touch_borrower(campaign_id=campaign["id"])
    actions.record_claim(touch_id=Touch.objects.get().pk, by=SYSTEM)
    clock.move(seconds=SEND_TIMEOUT.total_seconds())
    answer = alice.post(f"{BASE}/{document['id']}/rcm/opt-out", {"campaignId": campaign["id"], "channel": "sms"})
    assert answer.status_code == 200


def test_no_touch_is_sent_after_a_racing_opt_out_was_answered(committed: None, clock: Clock, twilio: Twilio) -> None:
    """However they meet: what Twilio has when the opt-out is answered is all that it ever gets."""
    alice = Caller(acme_and_birch()["alice"])
    outcomes = set()
    for turn in range(rounds(4, 12)):
        document = made(alice, loan=BEHIND)
        campaign = started(alice, document, email=False)
        jobs.touch_borrower(campaign_id=campaign["id"])
        touch = Touch.objects.latest("pk")
        before = len(twilio.taken)

        def close(document: Any = document, campaign: Any = campaign, turn: int = turn) -> int:
            in_flight.time.sleep(0.004 * (turn % 4))
            path = f"{BASE}/{document['id']}/rcm/opt-out"
            assert alice.post(path, {"campaignId": campaign["id"], "channel": "sms"}).status_code == 200
            return len(twilio.taken)

        _, then = at_once([partial(jobs.send_touch, touch_id=touch.pk), close])
        jobs.send_touch(touch_id=touch.pk)
        assert len(twilio.taken) == then
        names = [entry["action"] for entry in log(alice, document)][1:]
        expected = "touch_sent" if then > before else "touch_skipped"
        assert sorted(names) == sorted(["opt_out", expected])
        outcomes.add(expected)
    assert Campaign.objects.filter(active=True).count() == 0
    assert outcomes <= {"touch_sent", "touch_skipped"}


def test_two_workers_at_once_send_a_touch_once(committed: None, clock: Clock, twilio: Twilio) -> None:
    alice = Caller(acme_and_birch()["alice"])
    races = rounds(2, 5)
    for _ in range(races):
        document = made(alice, loan=BEHIND)
        campaign = started(alice, document, email=False)
        at_once([partial(jobs.touch_borrower, campaign_id=campaign["id"])] * 4)
        (touch,) = Touch.objects.filter(campaign_id=campaign["id"])
        at_once([partial(jobs.send_touch, touch_id=touch.pk)] * 4)
    assert len(twilio.taken) == races
    assert timedelta(seconds=60) == SEND_TIMEOUT
