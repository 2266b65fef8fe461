"""What is posted, to whom, and how one try goes."""

import logging
from typing import Any

import orjson
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob
from standardwebhooks.webhooks import Webhook as Signature

from safeclose import clock
from safeclose.gateways import webhooks
from safeclose.jobs import UNTIL_DONE
from safeclose.records.transactions import action
from tests.clocks import stopped
from tests.people import Caller
from tests.safeclose.gateways.receiver import Receiver, plain
from tests.workspace.webhooks.asking import BASE, due, happened, made, publish, run
from workspace.models import Delivery, Webhook
from workspace.webhooks import jobs

SENT = "envelope.sent"


def test_an_event_that_nobody_asks_for_writes_no_delivery(alice: Caller, charlie: Caller) -> None:
    made(charlie)
    made(alice, "envelope.completed")
    made(alice, active=False)
    Delivery.objects.all().delete()
    before = ProcrastinateJob.objects.count()
    with CaptureQueriesContext(connection) as captured:
        publish(organization=alice.organization)
    assert not Delivery.objects.exists()
    assert ProcrastinateJob.objects.count() == before
    assert len([one for one in captured if "workspace_webhook" in one["sql"]]) == 1
    publish(organization=None, type="person.erased", rows=1)
    assert not Delivery.objects.exists()


def test_each_webhook_that_asks_gets_a_delivery(alice: Caller) -> None:
    asking = {made(alice, SENT)["id"], made(alice)["id"], made(alice, SENT, "envelope.voided")["id"]}
    made(alice, "envelope.voided")
    event = publish(organization=alice.organization)
    rows = Delivery.objects.filter(event=event)
    assert {row.webhook_id for row in rows} == asking
    assert len({row.body for row in rows}) == 1
    assert [one for one in due() if one["delivery_id"] in {row.id for row in rows}] == [
        {"delivery_id": row.id, "number": 1} for row in rows.order_by("id")
    ]


def test_a_rolled_back_action_sends_nothing(alice: Caller) -> None:
    made(alice, SENT)

    @action
    def failing(*, by: object = None) -> None:
        publish.__wrapped__(organization=alice.organization)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        failing()
    assert (Delivery.objects.count(), due()) == (0, [])


def test_the_body_and_the_headers_are_those_documented(alice: Caller, receiver: Receiver) -> None:
    webhook = made(alice, SENT, url=receiver.url)
    delivery = happened(alice, documentId="doc_é \u2028", signers=2)
    assert run() == 1
    ((path, headers, body),) = receiver.got
    event = delivery.event
    expected = {
        "type": SENT,
        "timestamp": clock.iso(event.created_at),
        "organizationId": str(alice.organization.pk),
        "data": {
            "documentId": "doc_é \u2028", "signers": 2,
            "event": {"id": event.id, "subjectType": "envelope", "subjectId": "env_1"},
        },
    }  # fmt: skip
    assert (path, body, list(orjson.loads(body))) == ("/hook", orjson.dumps(expected), list(expected))
    assert Signature(webhook["secret"]).verify(body, headers) == expected
    assert (headers["webhook-id"], headers["content-type"]) == (delivery.id, "application/json")
    assert webhook["secret"] not in str(receiver.got)


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_any_2xx_is_a_success(alice: Caller, receiver: Receiver, status: int) -> None:
    webhook = made(alice, SENT, url=receiver.url)
    delivery = happened(alice)
    receiver.answers.append(plain(status, b""))
    assert run() == 1
    (answer,) = alice.get(f"{BASE}/{webhook['id']}/deliveries").json()["deliveries"]
    assert answer == {
        "id": delivery.id, "eventId": delivery.event_id, "type": SENT, "status": "delivered", "tries": 1,
        "nextTryAt": None, "triedAt": answer["finishedAt"], "httpStatus": status, "error": None,
        "durationMs": answer["durationMs"], "createdAt": clock.iso(delivery.created_at),
        "finishedAt": answer["finishedAt"],
    }  # fmt: skip
    assert isinstance(answer["durationMs"], int)
    assert answer["finishedAt"] >= answer["createdAt"]


@pytest.mark.parametrize("status", [300, 302, 304, 400, 401, 404, 429, 500, 503])
def test_any_other_status_is_a_failure(alice: Caller, receiver: Receiver, status: int) -> None:
    webhook = made(alice, SENT, url=receiver.url)
    delivery = happened(alice)
    receiver.answers.append(plain(status, b"", Location=receiver.url))
    jobs.deliver_webhook(delivery_id=delivery.id, number=1)
    delivery.refresh_from_db()
    assert (delivery.status, delivery.tries, delivery.http_status) == ("pending", 1, status)
    assert delivery.error == f"The receiver answered {status}."
    assert delivery.next_try_at
    assert len(receiver.got) == 1
    assert Webhook.objects.get(id=webhook["id"]).failing_since == delivery.tried_at


def test_a_refused_address_is_a_failure(alice: Caller, settings: Any) -> None:
    settings.WEBHOOK_ALLOW_PRIVATE = True
    made(alice, SENT, url="https://127.0.0.1/")
    settings.WEBHOOK_ALLOW_PRIVATE = False
    delivery = happened(alice)
    jobs.deliver_webhook(delivery_id=delivery.id, number=1)
    delivery.refresh_from_db()
    assert (delivery.status, delivery.tries, delivery.http_status) == ("pending", 1, None)
    assert delivery.error == "The host has an address that is not on the public internet."


def test_an_unreadable_secret_is_a_failure_that_is_tried_again(
    alice: Caller, receiver: Receiver, settings: Any
) -> None:
    made(alice, SENT, url=receiver.url)
    delivery = happened(alice)
    known, settings.SECRET_KEY = settings.SECRET_KEY, "another"
    jobs.deliver_webhook(delivery_id=delivery.id, number=1)
    delivery.refresh_from_db()
    assert (delivery.tries, delivery.error) == (1, "The secret can't be read any more; make another one.")
    settings.SECRET_KEY_FALLBACKS = [known]
    jobs.deliver_webhook(delivery_id=delivery.id, number=2)
    delivery.refresh_from_db()
    assert (delivery.status, len(receiver.got)) == ("delivered", 1)


def test_a_job_that_runs_again_sends_no_more(alice: Caller, receiver: Receiver) -> None:
    made(alice, SENT, url=receiver.url)
    delivery = happened(alice)
    for _ in range(3):
        jobs.deliver_webhook(delivery_id=delivery.id, number=1)
    assert len(receiver.got) == 1
    receiver.answers += [plain(500)] * 2
    again = happened(alice)
    for _ in range(3):
        jobs.deliver_webhook(delivery_id=again.id, number=1)
    assert len(receiver.got) == 2, "the second try is another job's"
    assert jobs.deliver_webhook.retry_strategy is UNTIL_DONE
    assert jobs.deliver_webhook.queue == "webhooks"


def test_a_try_that_was_killed_is_made_again(
    alice: Caller, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process is killed after the receiver answered, and before it was written down."""
    made(alice, SENT, url=receiver.url)
    delivery = happened(alice)
    with monkeypatch.context() as dying:
        dying.setattr(jobs.actions, "record_outcome", lambda **_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            jobs.deliver_webhook(delivery_id=delivery.id, number=1)
    assert Delivery.objects.get().tries == 0
    jobs.deliver_webhook(delivery_id=delivery.id, number=1)
    assert (Delivery.objects.get().status, Delivery.objects.get().tries) == ("delivered", 1)
    first, second = receiver.got
    assert (first[2], first[1]["webhook-id"]) == (second[2], second[1]["webhook-id"])


def test_a_delivery_to_a_webhook_switched_off_is_cancelled(alice: Caller, receiver: Receiver) -> None:
    webhook = made(alice, SENT, url=receiver.url)
    delivery = happened(alice)
    alice.patch(f"{BASE}/{webhook['id']}", {"active": False})
    run()
    delivery.refresh_from_db()
    assert (delivery.status, delivery.error) == ("cancelled", "The webhook was not active.")
    assert (delivery.tries, delivery.next_try_at, receiver.got) == (0, None, [])
    assert delivery.finished_at


def test_a_delivery_without_its_webhook_is_deleted(alice: Caller, receiver: Receiver) -> None:
    """Someone published while it was deleted: the row that this left has no webhook."""
    made(alice, SENT, url=receiver.url)
    delivery = happened(alice)
    Webhook.objects.all()._raw_delete(using="default")
    jobs.deliver_webhook(delivery_id=delivery.id, number=1)
    assert (Delivery.objects.count(), receiver.got) == (0, [])
    jobs.deliver_webhook(delivery_id=delivery.id, number=1)


def test_a_busy_gateway_delays_and_counts_no_try(
    alice: Caller, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(alice, SENT, url=receiver.url)
    delivery = happened(alice)

    def busy(*_: object, **__: object) -> int:
        raise webhooks.Busy

    with monkeypatch.context() as full:
        full.setattr(webhooks, "post", busy)
        for waits in range(3):
            jobs.deliver_webhook(delivery_id=delivery.id, number=1, waits=waits)
    later = list(ProcrastinateJob.objects.filter(scheduled_at__isnull=False).order_by("id"))
    assert [job.args for job in later] == [
        {"delivery_id": delivery.id, "number": 1, "waits": waits} for waits in (1, 2, 3)
    ]
    seconds = [round((job.scheduled_at - clock.now()).total_seconds()) for job in later]
    assert 0 <= seconds[0] <= 1 <= seconds[1] <= 2 <= seconds[2] <= 4
    delivery.refresh_from_db()
    assert (delivery.status, delivery.tries, receiver.got) == ("pending", 0, [])
    jobs.deliver_webhook(**later[-1].args)
    assert len(receiver.got) == 1


def test_the_answer_is_not_logged(alice: Caller, receiver: Receiver, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    webhook = made(alice, SENT, url=receiver.url)
    happened(alice)
    receiver.answers.append(plain(500, b"our-own-secret"))
    run()
    assert "our-own-secret" not in caplog.text
    assert webhook["secret"] not in caplog.text


def test_a_delivery_that_was_made_keeps_no_place(alice: Caller, receiver: Receiver) -> None:
    made(alice, SENT, url=receiver.url)
    receiver.answers += [plain(500)] * 3
    for _ in range(3):
        happened(alice)
    run()
    assert list(Delivery.objects.values_list("tries", "under_way_until")) == [(1, None)] * 3


def test_the_try_of_a_killed_process_is_made_again_after_a_minute(
    alice: Caller, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(alice, SENT, url=receiver.url)
    delivery = happened(alice)
    clock_hands = stopped(monkeypatch)
    jobs.actions.record_taken(delivery_id=delivery.id, number=1)
    jobs.deliver_webhook(delivery_id=delivery.id, number=1)
    assert receiver.got == []
    clock_hands.move(seconds=61)
    jobs.deliver_webhook(delivery_id=delivery.id, number=1)
    delivery.refresh_from_db()
    assert (delivery.status, delivery.tries, len(receiver.got)) == ("delivered", 1, 1)
