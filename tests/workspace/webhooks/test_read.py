"""GET /api/webhooks, and GET of one."""

from tests.access import statuses
from tests.people import Caller, Person
from tests.workspace.asking import queries, said
from tests.workspace.webhooks.asking import BASE, NOT_FOUND, UNKNOWN_IDS, made


def test_only_who_may_change_settings_reads_webhooks(people: dict[str, Person], alice: Caller) -> None:
    one = made(alice)["id"]
    assert statuses(people, "get", BASE) == {"alice": 200, "bob": 403, "charlie": 200, "nobody": 401, "anyone": 401}
    assert statuses(people, "get", f"{BASE}/{one}") == {
        "alice": 200, "bob": 403, "charlie": 404, "nobody": 401, "anyone": 401,
    }  # fmt: skip


def test_webhooks_are_listed_newest_first_and_without_secrets(alice: Caller, charlie: Caller) -> None:
    assert said(alice.get(BASE)) == (200, {"webhooks": []})
    webhooks = [made(alice, "envelope.sent"), made(alice)]
    for webhook in webhooks:
        assert webhook.pop("secret")
    assert said(alice.get(BASE)) == (200, {"webhooks": webhooks[::-1]})
    assert said(charlie.get(BASE)) == (200, {"webhooks": []})
    for webhook in webhooks:
        assert said(alice.get(f"{BASE}/{webhook['id']}")) == (200, webhook)


def test_webhooks_are_listed_page_by_page(alice: Caller) -> None:
    ids = [made(alice)["id"] for _ in range(3)]
    first = alice.get(f"{BASE}?limit=2").json()
    second = alice.get(f"{BASE}?limit=2&cursor={first['nextCursor']}").json()
    assert [one["id"] for one in first["webhooks"] + second["webhooks"]] == ids[::-1]
    assert "nextCursor" not in second
    assert said(alice.get(f"{BASE}?limit=0"))[0] == 400


def test_five_webhooks_take_as_many_queries_as_one(alice: Caller) -> None:
    made(alice)
    before = queries(alice, BASE)
    for _ in range(4):
        made(alice)
    assert queries(alice, BASE) == before


def test_reading_a_webhook_of_no_row_is_not_found(alice: Caller) -> None:
    for unknown in UNKNOWN_IDS:
        assert said(alice.get(f"{BASE}/{unknown}")) == NOT_FOUND
