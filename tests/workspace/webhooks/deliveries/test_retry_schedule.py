"""When tries happen, how many there are, and when a webhook is switched off, with a clock that stands still."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as mailbox
from procrastinate.contrib.django.models import ProcrastinateJob

from safeclose.gateways import mail
from safeclose.messages.delivery import NotNow, NotSent, Refused
from tests.clocks import Clock, stopped
from tests.people import Caller
from tests.safeclose.gateways.receiver import Receiver, plain
from tests.workspace.asking import member
from tests.workspace.webhooks.asking import BASE, happened, made, of, publish, run, told
from workspace.models import Delivery, Membership, User
from workspace.webhooks import jobs
from workspace.webhooks.retry_schedule import MAX_JITTER_SHARE, WAITS_BEFORE_TRY, wait_before
from workspace.webhooks.steps import FAILING, GONE

SENT = "envelope.sent"
DOWN = [plain(503)] * 200


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return stopped(monkeypatch)


@pytest.fixture
def failing(alice: Caller, receiver: Receiver) -> dict[str, Any]:
    """A webhook whose receiver is down."""
    receiver.answers += DOWN
    return made(alice, SENT, url=receiver.url)


def until_over(hands: Clock, delivery: Delivery) -> list[timedelta]:
    """Move the clock to each next try; the waits before them."""
    waits = []
    for _ in range(20):
        run()
        delivery.refresh_from_db()
        if delivery.next_try_at is None:
            return waits
        waits.append(delivery.next_try_at - hands.instant)
        hands.instant = delivery.next_try_at - timedelta(milliseconds=1)
        assert run() == 0, "not before its time"
        hands.instant = delivery.next_try_at
    raise AssertionError("It never ends.")


def test_a_delivery_fails_after_eight_tries(alice: Caller, failing: Any, receiver: Receiver, hands: Clock) -> None:
    delivery = happened(alice)
    begun = hands.instant
    waits = until_over(hands, delivery)
    assert len(receiver.got) == 8
    assert (delivery.status, delivery.tries, delivery.http_status) == ("failed", 8, 503)
    assert (delivery.error, delivery.finished_at) == ("The receiver answered 503.", hands.instant)
    assert len(waits) == 7
    for wait, planned in zip(waits, WAITS_BEFORE_TRY[1:], strict=True):
        assert planned <= wait <= planned * (1 + MAX_JITTER_SHARE)
    assert timedelta(hours=23) < hands.instant - begun < timedelta(hours=26)
    hands.move(days=3)
    assert run() == 0
    assert not ProcrastinateJob.objects.filter(task_name="deliver_webhook").exists()


def test_every_try_sends_the_same_id_and_bytes(alice: Caller, failing: Any, receiver: Receiver, hands: Clock) -> None:
    delivery = happened(alice)
    until_over(hands, delivery)
    assert {body for _, _, body in receiver.got} == {delivery.body.encode()}
    assert {headers["webhook-id"] for _, headers, _ in receiver.got} == {delivery.id}
    stamps = [int(headers["webhook-timestamp"]) for _, headers, _ in receiver.got]
    assert stamps == sorted(set(stamps)), "that of the attempt"
    assert len({headers["webhook-signature"] for _, headers, _ in receiver.got}) == 8


def test_a_delivery_that_succeeds_later_clears_the_failure(
    alice: Caller, failing: Any, receiver: Receiver, hands: Clock
) -> None:
    receiver.answers[:] = [plain(500), plain(500), plain(200)]
    delivery = happened(alice)
    assert len(until_over(hands, delivery)) == 2
    assert (delivery.status, delivery.tries, delivery.error) == ("delivered", 3, None)
    assert of(alice)[0].failing_since is None


def test_the_waits_add_up_to_a_day_and_differ_a_little() -> None:
    assert len(WAITS_BEFORE_TRY) == 8
    assert sum(WAITS_BEFORE_TRY, timedelta(0)) == timedelta(hours=23, minutes=35, seconds=5)
    assert wait_before(9, "dlv_1") is None
    assert {wait_before(1, f"dlv_{number}") for number in range(20)} == {timedelta(0)}
    many = {wait_before(8, f"dlv_{number}") for number in range(100)}
    assert len(many) > 50, "what failed together does not come back together"
    assert all(wait and timedelta(hours=8) <= wait <= timedelta(hours=8.8) for wait in many)


@pytest.fixture
def addresses(alice: Caller, bob: Caller) -> None:
    """Alice owns; Bob does not; both have mail."""
    for caller in (alice, bob):
        assert caller.person
        name = caller.person.user.name.lower()
        User.objects.filter(pk=caller.person.user.pk).update(email=f"{name}@acme.example")


def fail_for(hands: Clock, alice: Caller, **time: float) -> None:
    """One try now, one after that time."""
    happened(alice)
    run()
    hands.move(**time)
    happened(alice)
    run()


def test_five_days_of_nothing_but_failures_disable_a_webhook(
    alice: Caller, addresses: None, failing: Any, hands: Clock, mailoutbox: list[Any]
) -> None:
    begun = hands.instant
    fail_for(hands, alice, days=4, hours=23, minutes=59)
    assert of(alice)[0].active
    hands.move(minutes=1)
    happened(alice)
    run()
    (webhook,) = of(alice)
    assert (webhook.active, webhook.failing_since) == (False, begun)
    assert (webhook.disabled_at, webhook.disabled_reason) == (hands.instant, FAILING)
    assert told("webhook.disabled") == [
        {"host": "127.0.0.1", "events": [SENT], "active": False, "reason": "Nothing could be delivered for 5 days."}
    ]
    assert run("mail_webhook_disabled") == 1
    (message,) = mailoutbox
    assert message.to == ["alice@acme.example"]
    assert message.subject == "Webhook switched off · Webhook désactivé : 127.0.0.1"
    assert "of Acme Financial to 127.0.0.1" in message.body
    assert "for five days nothing could be delivered" in message.body
    assert "pendant cinq jours, rien n’a pu lui être livré" in message.body
    assert '{"active": true}' in message.body
    Delivery.objects.filter(status="pending").update(status="failed", next_try_at=None, finished_at=hands.instant)
    hands.move(days=10)
    run()
    assert (run("mail_webhook_disabled"), len(told("webhook.disabled"))) == (0, 1)


def test_one_success_begins_the_count_anew(alice: Caller, failing: Any, receiver: Receiver, hands: Clock) -> None:
    fail_for(hands, alice, days=4)
    receiver.answers[:] = [plain(200)]
    happened(alice)
    run()
    assert of(alice)[0].failing_since is None
    receiver.answers[:] = DOWN
    fail_for(hands, alice, days=4)
    assert of(alice)[0].active


def test_a_webhook_switched_on_again_has_five_days_more(alice: Caller, failing: Any, hands: Clock) -> None:
    fail_for(hands, alice, days=6)
    assert not of(alice)[0].active
    alice.patch(f"{BASE}/{failing['id']}", {"active": True})
    happened(alice)
    run()
    assert of(alice)[0].active, "five days more"
    assert of(alice)[0].failing_since == hands.instant


def test_a_disabled_webhook_cancels_planned_deliveries(
    alice: Caller, failing: Any, receiver: Receiver, hands: Clock
) -> None:
    fail_for(hands, alice, days=6)
    sent = len(receiver.got)
    hands.move(days=2)
    run()
    assert not Delivery.objects.filter(status="pending").exists()
    assert Delivery.objects.filter(status="cancelled").exists()
    assert len(receiver.got) == sent


def test_an_answer_of_410_disables_the_webhook_at_once(
    alice: Caller, addresses: None, failing: Any, receiver: Receiver, hands: Clock, mailoutbox: list[Any]
) -> None:
    receiver.answers[:] = [plain(410)]
    delivery = happened(alice)
    run()
    delivery.refresh_from_db()
    assert (delivery.status, delivery.tries, delivery.http_status) == ("failed", 1, 410)
    assert (of(alice)[0].active, of(alice)[0].disabled_reason) == (False, GONE)
    run("mail_webhook_disabled")
    assert "it is gone for good (410)" in mailoutbox[0].body
    assert "déclare ne plus exister (410)" in mailoutbox[0].body


def test_the_owners_and_the_maker_are_written_to_once(
    alice: Caller, bob: Caller, addresses: None, receiver: Receiver, hands: Clock, mailoutbox: list[Any]
) -> None:
    """The owners, and who made it while they are a member; everyone once, and no one without an address."""
    maker = member(alice.organization, "maker", "orgSettings")
    assert maker.person
    User.objects.filter(pk=maker.person.user.pk).update(email="maker@acme.example")
    member(alice.organization, "silent", slug="owner")
    made(maker, SENT, url=receiver.url)
    made(alice, "envelope.voided", url=receiver.url)
    receiver.answers += [plain(410)] * 2
    for event in (SENT, "envelope.voided"):
        publish(organization=alice.organization, type=event, documentId="doc_1")
    run()
    run("mail_webhook_disabled")
    assert sorted(message.to[0] for message in mailoutbox) == ["alice@acme.example"] * 2 + ["maker@acme.example"]
    assert len({message.extra_headers["Message-ID"] for message in mailoutbox}) == 3


def test_no_mail_is_sent_about_a_webhook_that_is_on_again(
    alice: Caller, addresses: None, failing: Any, receiver: Receiver, mailoutbox: list[Any]
) -> None:
    receiver.answers[:] = [plain(410)]
    happened(alice)
    run()
    alice.patch(f"{BASE}/{failing['id']}", {"active": True})
    assert run("mail_webhook_disabled") == 1
    assert mailoutbox == []


def test_who_has_left_meanwhile_gets_no_mail(
    alice: Caller, addresses: None, failing: Any, receiver: Receiver, mailoutbox: list[Any]
) -> None:
    receiver.answers[:] = [plain(410)]
    happened(alice)
    run()
    Membership.objects.filter(organization=alice.organization).update(status="REMOVED")
    assert run("mail_webhook_disabled") == 1
    assert mailoutbox == []


def test_a_mail_that_failed_is_tried_again_unless_it_was_refused(
    alice: Caller, addresses: None, failing: Any, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver.answers[:] = [plain(410)]
    happened(alice)
    run()
    (job,) = ProcrastinateJob.objects.filter(task_name="mail_webhook_disabled")

    def refuse(kind: type[NotSent]) -> None:
        def deliver(_message: object) -> None:
            raise kind("No.")

        monkeypatch.setattr(mail, "hand_over", deliver)

    refuse(Refused)
    jobs.mail_webhook_disabled(**job.args)
    refuse(NotNow)
    with pytest.raises(NotNow):
        jobs.mail_webhook_disabled(**job.args)
    assert mailbox.outbox == []


def test_finished_deliveries_may_be_deleted_after_30_days(
    alice: Caller, failing: Any, receiver: Receiver, hands: Clock
) -> None:
    receiver.answers[:] = [plain(200), plain(500)]
    done, waiting = happened(alice), happened(alice)
    run()
    hands.move(days=30)
    assert list(Delivery.objects.prunable(hands.instant)) == []
    hands.move(seconds=1)
    assert list(Delivery.objects.prunable(hands.instant)) == [done]
    waiting.refresh_from_db()
    assert waiting.status == "pending"
