"""Messages that are not taken, or of which nobody knows whether they were."""

from typing import Any

import pytest
from django.core import mail as outbox

from documents.chattel.models import Touch
from documents.chattel.outreach.hours import SEND_TIMEOUT
from documents.chattel.outreach.touches import actions, jobs
from documents.chattel.outreach.touches.actions import TRIES
from safeclose.actors import SYSTEM, Actor
from safeclose.gateways import mail
from safeclose.messages.delivery import NotNow, Receipt, Refused
from tests.clocks import Clock
from tests.documents.chattel.asking import log, started
from tests.documents.chattel.touching import actions_of, run
from tests.people import Caller
from tests.safeclose.gateways.twilio import Twilio, error


def test_a_touch_that_twilio_accepts_at_the_third_try_is_sent_once(
    alice: Caller, document: dict[str, Any], twilio: Twilio
) -> None:
    campaign = started(alice, document, email=False)
    jobs.touch_borrower(campaign_id=campaign["id"])
    touch = Touch.objects.get()
    twilio.faults.extend([(503, b""), error(429, 20429, "Slow")])
    for _ in range(2):
        with pytest.raises(NotNow):
            jobs.send_touch(touch_id=touch.pk)
        assert actions_of(alice, document) == []
    jobs.send_touch(touch_id=touch.pk)
    assert len(twilio.taken) == 1
    assert actions_of(alice, document) == [("touch_sent", "sms")]


def test_a_touch_that_twilio_never_accepts_is_recorded_as_failed(
    alice: Caller, document: dict[str, Any], twilio: Twilio
) -> None:
    campaign = started(alice, document, email=False)
    jobs.touch_borrower(campaign_id=campaign["id"])
    touch = Touch.objects.get()
    twilio.faults.extend([(503, b"")] * 10)
    for _ in range(TRIES - 1):
        with pytest.raises(NotNow):
            jobs.send_touch(touch_id=touch.pk)
    jobs.send_touch(touch_id=touch.pk)
    jobs.send_touch(touch_id=touch.pk)
    assert len(twilio.faults) == 10 - TRIES
    assert log(alice, document)[1]["detail"] == {"touch": 1, "reason": "gateway_does_not_answer"}
    assert actions_of(alice, document) == [("touch_failed", "sms")]


@pytest.mark.parametrize(
    ("answer", "detail"),
    [
        (error(400, 21610, "STOP"), {"touch": 1, "reason": "refused", "code": 21610}),
        ((400, b""), {"touch": 1, "reason": "refused"}),
        ((500, b""), {"touch": 1, "reason": "unknown_whether_sent"}),
        (None, {"touch": 1, "reason": "unknown_whether_sent"}),
    ],
    ids=repr,
)
def test_a_refusal_that_is_final_is_not_tried_again(
    alice: Caller, document: dict[str, Any], twilio: Twilio, answer: Any, detail: Any
) -> None:
    started(alice, document, email=False)
    twilio.faults.append(answer)
    run()
    run()
    assert not twilio.taken
    assert log(alice, document)[1]["detail"] == detail
    assert actions_of(alice, document) == [("touch_failed", "sms")]


def test_without_a_twilio_account_only_the_text_message_fails(alice: Caller, document: dict[str, Any]) -> None:
    started(alice, document)
    run()
    assert len(outbox.outbox) == 1, "one channel does not hold up the other"
    assert log(alice, document)[1]["detail"] == {"touch": 1, "reason": "sms_is_not_configured"}


def test_a_mail_that_failed_is_tried_again_and_a_refused_one_is_not(
    alice: Caller, document: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign = started(alice, document, sms=False)
    jobs.touch_borrower(campaign_id=campaign["id"])
    faults = [NotNow("no"), Refused("never")]
    monkeypatch.setattr(mail, "hand_over", lambda _: (_ for _ in ()).throw(faults.pop(0)))
    with pytest.raises(NotNow):
        jobs.send_touch(touch_id=Touch.objects.get().pk)
    jobs.send_touch(touch_id=Touch.objects.get().pk)
    assert actions_of(alice, document) == [("touch_failed", "email")]
    assert log(alice, document)[1]["detail"] == {"touch": 1, "reason": "refused"}


def test_a_touch_whose_worker_died_is_recorded_as_interrupted_and_not_sent_again(
    alice: Caller, document: dict[str, Any], twilio: Twilio, clock: Clock
) -> None:
    campaign = started(alice, document, email=False)
    jobs.touch_borrower(campaign_id=campaign["id"])
    touch = Touch.objects.get()
    claim = actions.record_claim(touch_id=touch.pk, by=SYSTEM)
    assert claim is not None
    assert actions.record_claim(touch_id=touch.pk, by=SYSTEM) is None
    clock.move(seconds=SEND_TIMEOUT.total_seconds() - 1)
    jobs.take_up_touches(timestamp=0)
    assert actions_of(alice, document) == []
    clock.move(seconds=1)
    jobs.take_up_touches(timestamp=0)
    assert log(alice, document)[1]["detail"] == {"touch": 1, "reason": "interrupted"}
    actions.record_sent(claim=claim, receipt=Receipt("twilio", "SM1", clock.instant), by=SYSTEM)
    run()
    assert (actions_of(alice, document), twilio.taken) == ([("touch_failed", "sms")], [])


def test_a_claim_that_has_expired_records_nothing(
    alice: Caller, document: dict[str, Any], twilio: Twilio, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that was frozen after its claim sends nothing when it wakes up."""
    campaign = started(alice, document, email=False)
    jobs.touch_borrower(campaign_id=campaign["id"])
    claimed = actions.record_claim

    def and_sleep(*, touch_id: int, by: Actor) -> Any:
        claim = claimed(touch_id=touch_id, by=by)
        clock.move(minutes=10)
        return claim

    monkeypatch.setattr(actions, "record_claim", and_sleep)
    with pytest.raises(NotNow, match=r"^The message was not sent in time\.$"):
        jobs.send_touch(touch_id=Touch.objects.get().pk)
    assert not twilio.taken
