"""POST /api/webhooks/:id/test."""

import orjson

from tests.access import statuses
from tests.people import Caller, Person
from tests.safeclose.gateways.receiver import Receiver
from tests.workspace.asking import said
from tests.workspace.webhooks.asking import BASE, NOT_FOUND, UNKNOWN_IDS, made, run
from workspace.models import Delivery, Event


def test_only_who_may_change_settings_tests_webhooks(people: dict[str, Person], alice: Caller) -> None:
    path = f"{BASE}/{made(alice)['id']}/test"
    assert statuses(people, "post", path) == {"alice": 201, "bob": 403, "charlie": 404, "nobody": 401, "anyone": 401}


def test_a_test_event_goes_to_one_webhook_alone(alice: Caller, receiver: Receiver) -> None:
    webhook = made(alice, "envelope.sent", url=receiver.url)
    made(alice, url="https://other.example/")
    run()
    Delivery.objects.all().delete()
    answer = alice.post(f"{BASE}/{webhook['id']}/test")
    row, event = Delivery.objects.get(), Event.objects.latest("id")
    assert said(answer) == (
        201,
        {
            "id": row.id, "eventId": event.id, "type": "webhook.test", "status": "pending", "tries": 0,
            "nextTryAt": answer.json()["nextTryAt"], "triedAt": None, "httpStatus": None, "error": None,
            "durationMs": None, "createdAt": answer.json()["createdAt"], "finishedAt": None,
        },
    )  # fmt: skip
    run()
    ((_, headers, body),) = receiver.got
    assert headers["webhook-id"] == row.id
    assert orjson.loads(body)["type"] == "webhook.test"
    assert orjson.loads(body)["data"]["event"]["subjectId"] == webhook["id"]


def test_testing_an_inactive_webhook_is_refused(alice: Caller) -> None:
    path = f"{BASE}/{made(alice, active=False)['id']}/test"
    sentence = "The webhook is not active, so nothing can be sent to it."
    assert said(alice.post(path)) == (409, {"error": "invalid_state", "message": sentence})
    assert not Event.objects.filter(type="webhook.test").exists()


def test_testing_a_webhook_of_no_row_is_not_found(alice: Caller) -> None:
    for unknown in UNKNOWN_IDS:
        assert said(alice.post(f"{BASE}/{unknown}/test")) == NOT_FOUND
