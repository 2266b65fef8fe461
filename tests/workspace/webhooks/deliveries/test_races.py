"""Things that happen at the same time, on a database that really commits."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.people import Caller, acme_and_birch
from tests.racing import at_once
from tests.safeclose.gateways.receiver import Receiver, plain
from tests.workspace.webhooks.asking import BASE, due, happened, made, publish, run
from workspace.models import Delivery, Event, Webhook
from workspace.webhooks import jobs

SENT = "envelope.sent"


@pytest.fixture
def alice(committed: None) -> Caller:
    return Caller(acme_and_birch()["alice"])


class Gate:
    """An answer that waits until it is opened."""

    def __init__(self) -> None:
        self.arrived, self.opened = threading.Semaphore(0), threading.Event()

    def __call__(self, handler: BaseHTTPRequestHandler) -> None:
        self.arrived.release()
        assert self.opened.wait(60)
        plain(200)(handler)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    monkeypatch.setattr("safeclose.gateways.webhooks.TIMEOUT_SECONDS", 60.0)
    one = Gate()
    yield one
    one.opened.set()


def test_two_retries_at_once_are_one(alice: Caller, receiver: Receiver) -> None:
    webhook = made(alice, SENT, url=receiver.url)
    delivery = happened(alice)
    run()
    path = f"{BASE}/{webhook['id']}/deliveries/{delivery.id}/retry"
    assert alice.person
    statuses = at_once([lambda: Caller(alice.person).post(path).status_code] * 4)
    assert sorted(statuses) == [200, 409, 409, 409]
    assert run() == 1
    assert len(receiver.got) == 2


def test_one_job_run_twice_at_once_sends_once(alice: Caller, receiver: Receiver, gate: Gate) -> None:
    """A worker that was taken for dead goes on, and another has taken up its job."""
    made(alice, SENT, url=receiver.url)
    delivery = happened(alice)
    receiver.answers += [gate]
    results: list[Any] = []

    def first() -> None:
        results.append(jobs.deliver_webhook(delivery_id=delivery.id, number=1))

    def second() -> None:
        assert gate.arrived.acquire(timeout=60)
        jobs.deliver_webhook(delivery_id=delivery.id, number=1)
        gate.opened.set()

    at_once([first, second])
    assert len(receiver.got) == 1
    delivery.refresh_from_db()
    assert (delivery.status, delivery.tries) == ("delivered", 1)
    waiting = ProcrastinateJob.objects.filter(task_name="deliver_webhook", args__waits=1)
    assert waiting.count() == 1, "it looks again, and finds it done"
    jobs.deliver_webhook(**waiting.get().args)
    assert len(receiver.got) == 1


def test_at_most_two_deliveries_at_once_go_to_one_webhook(alice: Caller, receiver: Receiver, gate: Gate) -> None:
    made(alice, SENT, url=receiver.url)
    with Receiver() as quick:
        made(alice, "envelope.voided", url=quick.url)
        slow = [happened(alice) for _ in range(3)]
        receiver.answers += [gate] * 3

        def send(delivery: Delivery) -> None:
            jobs.deliver_webhook(delivery_id=delivery.id, number=1)

        def rest() -> None:
            for _ in range(2):
                assert gate.arrived.acquire(timeout=60)
            send(slow[2])
            voided = publish(organization=alice.organization, type="envelope.voided", documentId="doc_1")
            send(Delivery.objects.get(event=voided))
            gate.opened.set()

        at_once([lambda: send(slow[0]), lambda: send(slow[1]), rest])
        assert (len(receiver.got), len(quick.got)) == (2, 1)
    slow[2].refresh_from_db()
    assert (slow[2].status, slow[2].tries) == ("pending", 0)
    assert ProcrastinateJob.objects.filter(args__delivery_id=slow[2].id, args__waits=1).count() == 1


def test_a_webhook_deleted_during_a_delivery_leaves_no_rows(alice: Caller, receiver: Receiver, gate: Gate) -> None:
    webhook = made(alice, SENT, url=receiver.url)
    delivery = happened(alice)
    receiver.answers += [gate]

    def delete() -> int:
        assert gate.arrived.acquire(timeout=60)
        assert alice.person
        status: int = Caller(alice.person).delete(f"{BASE}/{webhook['id']}").status_code
        gate.opened.set()
        return status

    _, status = at_once([lambda: jobs.deliver_webhook(delivery_id=delivery.id, number=1), delete])
    assert status == 204
    assert (Webhook.objects.count(), Delivery.objects.count(), len(receiver.got)) == (0, 0, 1)


def test_publishing_does_not_wait_for_a_delivery(alice: Caller, receiver: Receiver, gate: Gate) -> None:
    made(alice, SENT, url=receiver.url)
    delivery = happened(alice)
    receiver.answers += [gate]

    def tell() -> None:
        assert gate.arrived.acquire(timeout=60)
        for _ in range(3):
            publish(organization=alice.organization)
        gate.opened.set()

    at_once([lambda: jobs.deliver_webhook(delivery_id=delivery.id, number=1), tell])
    assert Event.objects.filter(type=SENT).count() == Delivery.objects.count() == 4
    assert len(due()) == 4
