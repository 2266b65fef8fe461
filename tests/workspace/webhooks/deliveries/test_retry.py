"""POST /api/webhooks/:id/deliveries/:deliveryId/retry."""

import pytest

from safeclose import clock
from safeclose.actors import SYSTEM
from tests.access import statuses
from tests.clocks import stopped
from tests.people import Caller, Person
from tests.safeclose.gateways.receiver import Receiver, plain
from tests.workspace.asking import said
from tests.workspace.webhooks.asking import BASE, NOT_FOUND, UNKNOWN_IDS, due, happened, made, of, run
from workspace.models import Delivery, Webhook
from workspace.webhooks import actions, jobs

SENT = "envelope.sent"


def path_of(delivery: Delivery) -> str:
    return f"{BASE}/{delivery.webhook_id}/deliveries/{delivery.id}/retry"


def conflict(sentence: str) -> tuple[int, dict[str, str]]:
    return 409, {"error": "invalid_state", "message": sentence}


def ended(caller: Caller, receiver: Receiver, status: int = 200) -> Delivery:
    """A delivery whose webhook and first try are there."""
    if not of(caller):
        made(caller, SENT, url=receiver.url)
    delivery = happened(caller)
    receiver.answers.append(plain(status))
    jobs.deliver_webhook(delivery_id=delivery.id, number=1)
    delivery.refresh_from_db()
    return delivery


def test_only_who_may_change_settings_retries_deliveries(
    people: dict[str, Person], alice: Caller, receiver: Receiver
) -> None:
    def path() -> str:
        return path_of(ended(alice, receiver))

    assert statuses(people, "post", path) == {"alice": 200, "bob": 403, "charlie": 404, "nobody": 401, "anyone": 401}


@pytest.mark.parametrize("status", [200, 500])
def test_a_retry_sends_the_same_id_and_bytes_at_once(alice: Caller, receiver: Receiver, status: int) -> None:
    delivery = ended(alice, receiver, status)
    if status == 500:
        Delivery.objects.update(tries=8, status="failed", next_try_at=None, finished_at=clock.now())
    answer = alice.post(path_of(delivery))
    before = alice.get(f"{BASE}/{delivery.webhook_id}/deliveries").json()["deliveries"][0]
    assert said(answer) == (200, before)
    assert (before["status"], before["finishedAt"]) == ("pending", None)
    run()
    after = alice.get(f"{BASE}/{delivery.webhook_id}/deliveries").json()["deliveries"][0]
    assert (after["status"], after["error"], after["tries"]) == ("delivered", None, 9 if status == 500 else 2)
    first, second = receiver.got
    assert (first[2], first[1]["webhook-id"]) == (second[2], second[1]["webhook-id"])


def test_a_retry_after_the_last_try_is_one_try_more(alice: Caller, receiver: Receiver) -> None:
    delivery = ended(alice, receiver)
    Delivery.objects.update(tries=8, status="failed", error="x")
    receiver.answers[:] = [plain(500)]
    alice.post(path_of(delivery))
    run()
    delivery.refresh_from_db()
    assert (delivery.status, delivery.tries, due()) == ("failed", 9, [])


def test_a_retry_replaces_the_planned_try(alice: Caller, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    hands = stopped(monkeypatch)
    delivery = ended(alice, receiver, 500)
    assert delivery.next_try_at
    later = delivery.next_try_at
    assert alice.post(path_of(delivery)).status_code == 200
    assert said(alice.post(path_of(delivery))) == conflict("A try is under way.")
    receiver.answers[:] = [plain(500)]
    run()
    delivery.refresh_from_db()
    assert (delivery.tries, delivery.status, len(receiver.got)) == (2, "pending", 2)
    hands.instant = later
    run()
    assert len(receiver.got) == 2, "the one that was planned is no longer meant"
    hands.move(minutes=6)
    run()
    delivery.refresh_from_db()
    assert (delivery.tries, delivery.status, len(receiver.got)) == (3, "delivered", 3)


def test_a_retry_before_the_first_try_is_refused(alice: Caller) -> None:
    made(alice, SENT)
    assert said(alice.post(path_of(happened(alice)))) == conflict("A try is under way.")
    assert len(due()) == 1


def test_a_retry_to_an_inactive_webhook_is_refused(alice: Caller, receiver: Receiver) -> None:
    delivery = ended(alice, receiver)
    Webhook.objects.update(active=False)
    sentence = "The webhook is not active, so nothing can be sent to it."
    assert said(alice.post(path_of(delivery))) == conflict(sentence)


def test_a_cancelled_delivery_can_be_retried(alice: Caller, receiver: Receiver) -> None:
    webhook = made(alice, SENT, url=receiver.url)
    delivery = happened(alice)
    Webhook.objects.update(active=False)
    run()
    alice.patch(f"{BASE}/{webhook['id']}", {"active": True})
    assert alice.post(path_of(delivery)).json()["status"] == "pending"
    run()
    assert len(receiver.got) == 1


def test_a_retry_of_an_erased_delivery_is_refused(alice: Caller, receiver: Receiver) -> None:
    delivery = ended(alice, receiver)
    Delivery.objects.update(body=None)
    assert said(alice.post(path_of(delivery))) == conflict("What was to be sent was erased.")


def test_staff_can_retry_a_delivery(alice: Caller, receiver: Receiver) -> None:
    delivery = ended(alice, receiver)
    actions.retry(
        organization_id=alice.organization.pk, webhook_id=delivery.webhook_id, delivery_id=delivery.id, by=SYSTEM
    )
    run()
    assert len(receiver.got) == 2


def test_retrying_a_delivery_of_no_row_is_not_found(alice: Caller, charlie: Caller, receiver: Receiver) -> None:
    delivery = ended(alice, receiver)
    other = made(alice, SENT)["id"]
    for unknown in UNKNOWN_IDS:
        assert said(alice.post(f"{BASE}/{unknown}/deliveries/{delivery.id}/retry")) == NOT_FOUND
        assert said(alice.post(f"{BASE}/{delivery.webhook_id}/deliveries/{unknown}/retry")) == NOT_FOUND
    assert said(alice.post(f"{BASE}/{other}/deliveries/{delivery.id}/retry")) == NOT_FOUND
    mine = made(charlie, SENT)["id"]
    assert said(charlie.post(f"{BASE}/{mine}/deliveries/{delivery.id}/retry")) == NOT_FOUND
