"""PATCH /api/webhooks/:id."""

from datetime import timedelta
from typing import Any

import pytest

from safeclose import clock
from tests.access import statuses
from tests.people import Caller, Person
from tests.workspace.asking import said
from tests.workspace.webhooks.asking import BASE, NOT_FOUND, UNKNOWN_IDS, made, of, told
from workspace.models import Webhook


def test_only_who_may_change_settings_changes_webhooks(people: dict[str, Person], alice: Caller) -> None:
    path = f"{BASE}/{made(alice)['id']}"
    assert statuses(people, "patch", path, {"active": False}) == {
        "alice": 200, "bob": 403, "charlie": 404, "nobody": 401, "anyone": 401,
    }  # fmt: skip


@pytest.mark.parametrize(
    "changes", [{"url": "https://other.example/"}, {"events": ["envelope.sent"]}, {"active": False}, {}]
)
def test_each_part_can_be_changed_by_itself(alice: Caller, changes: dict[str, Any]) -> None:
    before = made(alice)
    before.pop("secret")
    answer = alice.patch(f"{BASE}/{before['id']}", changes)
    assert said(answer) == (200, {**before, **changes})
    assert said(alice.get(f"{BASE}/{before['id']}")) == (200, {**before, **changes})
    now = {"host": "hooks.example.com", "events": ["*"], "active": True}
    told_of = {"url": {**now, "host": "other.example"}}
    expected = [told_of.get(name, {**now, name: changes[name]}) for name in changes]
    assert told("webhook.updated") == expected


def test_a_change_leaves_id_and_secret_as_they_are(alice: Caller) -> None:
    webhook = made(alice)
    before = of(alice)[0].secret
    alice.patch(f"{BASE}/{webhook['id']}", {"url": "https://other.example/", "secret": "whsec_mine", "id": "whk_1"})
    assert (of(alice)[0].secret, of(alice)[0].id) == (before, webhook["id"])


def test_a_webhook_switched_on_again_begins_with_a_clean_slate(alice: Caller) -> None:
    webhook = made(alice)
    at = clock.now() - timedelta(days=6)
    Webhook.objects.update(active=False, failing_since=at, disabled_at=clock.now(), disabled_reason="It failed.")
    answer = alice.patch(f"{BASE}/{webhook['id']}", {"url": "https://other.example/"}).json()
    assert (answer["active"], answer["disabledReason"]) == (False, "It failed.")
    webhook.pop("secret")
    answer = alice.patch(f"{BASE}/{webhook['id']}", {"active": True}).json()
    assert answer == {**webhook, "url": "https://other.example/"}


def test_another_address_begins_with_a_clean_slate(alice: Caller) -> None:
    webhook = made(alice)
    Webhook.objects.update(failing_since=clock.now() - timedelta(days=6))
    path = f"{BASE}/{webhook['id']}"
    assert alice.patch(path, {"events": ["envelope.sent"]}).json()["failingSince"]
    assert alice.patch(path, {"url": "https://other.example/"}).json()["failingSince"] is None


@pytest.mark.parametrize(
    "body", [{"url": "http://x.example/"}, {"url": None}, {"events": []}, {"events": ["x"]}, {"active": "perhaps"}]
)
def test_a_change_that_breaks_a_rule_is_refused(alice: Caller, body: dict[str, Any]) -> None:
    before = made(alice)
    before.pop("secret")
    status, answer = said(alice.patch(f"{BASE}/{before['id']}", body))
    assert (status, answer["error"], list(answer["fields"])) == (400, "invalid_body", list(body))
    assert alice.get(f"{BASE}/{before['id']}").json() == before


def test_changing_a_webhook_of_no_row_is_not_found(alice: Caller) -> None:
    for unknown in UNKNOWN_IDS:
        assert said(alice.patch(f"{BASE}/{unknown}", {"active": False})) == NOT_FOUND
