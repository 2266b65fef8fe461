"""DELETE /api/webhooks/:id."""

from tests.access import statuses
from tests.people import Caller, Person
from tests.safeclose.gateways.receiver import Receiver
from tests.workspace.asking import said
from tests.workspace.webhooks.asking import BASE, NOT_FOUND, UNKNOWN_IDS, happened, made, of, run, told
from workspace.models import Delivery


def test_only_who_may_change_settings_deletes_webhooks(people: dict[str, Person], alice: Caller) -> None:
    expected = {"alice": 204, "bob": 403, "charlie": 404, "nobody": 401, "anyone": 401}
    assert statuses(people, "delete", lambda: f"{BASE}/{made(alice)['id']}") == expected


def test_a_webhook_is_deleted_with_its_deliveries(alice: Caller, receiver: Receiver) -> None:
    path = f"{BASE}/{made(alice, url=receiver.url)['id']}"
    happened(alice)
    assert Delivery.objects.exists()
    answer = alice.delete(path)
    assert (answer.status_code, answer.content) == (204, b"")
    assert (of(alice), Delivery.objects.count()) == ([], 0)
    assert run() == 2, "of webhook.created and of what happened; webhook.deleted goes to the others"
    assert receiver.got == []
    assert said(alice.delete(path)) == NOT_FOUND
    assert told("webhook.deleted") == [{"host": "127.0.0.1", "events": ["*"], "active": True}]


def test_deleting_a_webhook_of_no_row_is_not_found(alice: Caller) -> None:
    for unknown in UNKNOWN_IDS:
        assert said(alice.delete(f"{BASE}/{unknown}")) == NOT_FOUND
