"""GET /api/webhooks/:id/deliveries."""

import pytest

from tests.access import statuses
from tests.people import Caller, Person
from tests.workspace.asking import queries, said
from tests.workspace.webhooks.asking import BASE, NOT_FOUND, UNKNOWN_IDS, happened, made, publish
from workspace.models import Delivery
from workspace.webhooks import models


def test_only_who_may_change_settings_lists_deliveries(people: dict[str, Person], alice: Caller) -> None:
    path = f"{BASE}/{made(alice)['id']}/deliveries"
    assert statuses(people, "get", path) == {"alice": 200, "bob": 403, "charlie": 404, "nobody": 401, "anyone": 401}


def test_deliveries_are_listed_newest_first(alice: Caller) -> None:
    path = f"{BASE}/{made(alice, 'envelope.sent')['id']}/deliveries"
    assert said(alice.get(path)) == (200, {"deliveries": []})
    rows = [happened(alice) for _ in range(3)]
    made(alice)
    assert [one["id"] for one in alice.get(path).json()["deliveries"]] == [row.id for row in rows[::-1]]


def test_deliveries_are_listed_page_by_page_and_500_in_all(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "MAX_DELIVERIES_SHOWN", 5)
    path = f"{BASE}/{made(alice, 'envelope.sent')['id']}/deliveries"
    rows = [happened(alice) for _ in range(7)]
    first = alice.get(f"{path}?limit=3").json()
    second = alice.get(f"{path}?limit=3&cursor={first['nextCursor']}").json()
    assert [one["id"] for one in first["deliveries"] + second["deliveries"]] == [row.id for row in rows[:1:-1]]
    assert "nextCursor" not in second


def test_six_deliveries_take_as_many_queries_as_one(alice: Caller) -> None:
    path = f"{BASE}/{made(alice, 'envelope.sent')['id']}/deliveries"
    happened(alice)
    before = queries(alice, path)
    for _ in range(5):
        publish(organization=alice.organization)
    assert queries(alice, path) == before
    assert models.MAX_DELIVERIES_SHOWN == 500
    assert Delivery.objects.count() == 6


def test_listing_deliveries_of_no_webhook_is_not_found(alice: Caller) -> None:
    for unknown in UNKNOWN_IDS:
        assert said(alice.get(f"{BASE}/{unknown}/deliveries")) == NOT_FOUND
