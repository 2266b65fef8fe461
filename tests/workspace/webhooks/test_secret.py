"""POST /api/webhooks/:id/secret."""

from datetime import datetime, tzinfo

import pytest
from standardwebhooks.webhooks import Webhook as Signature
from standardwebhooks.webhooks import WebhookVerificationError

from tests.access import statuses
from tests.clocks import Clock, stopped
from tests.people import Caller, Person
from tests.safeclose.gateways.receiver import Receiver
from tests.workspace.asking import said
from tests.workspace.webhooks.asking import BASE, NOT_FOUND, UNKNOWN_IDS, happened, made, of, run


def good(secrets: list[str], receiver: Receiver) -> list[bool]:
    """Which of the secrets the last request was signed with, by the reference library."""
    _, headers, body = receiver.got[-1]
    return [is_good(secret, headers, body) for secret in secrets]


def is_good(secret: str, headers: dict[str, str], body: bytes) -> bool:
    try:
        Signature(secret).verify(body, headers)
    except WebhookVerificationError:
        return False
    return True


def test_only_who_may_change_settings_gets_a_new_secret(people: dict[str, Person], alice: Caller) -> None:
    path = f"{BASE}/{made(alice)['id']}/secret"
    assert statuses(people, "post", path) == {
        "alice": 201, "bob": 403, "charlie": 404, "nobody": 401, "anyone": 401,
    }  # fmt: skip


def test_a_new_secret_is_shown_once(alice: Caller) -> None:
    before = made(alice)
    first, second = (alice.post(f"{BASE}/{before['id']}/secret", HTTP_IDEMPOTENCY_KEY="k") for _ in range(2))
    body = first.json()
    assert body["secret"].startswith("whsec_")
    assert body["secret"] != before["secret"]
    assert said(first) == (201, {**before, "secret": body["secret"]})
    assert said(second) == (201, {**before, "secret": None})
    assert of(alice)[0].old_secret


def test_the_old_and_the_new_secret_sign_for_a_day(
    alice: Caller, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands = stopped(monkeypatch)
    first = made(alice, "envelope.sent", url=receiver.url)
    path = f"{BASE}/{first['id']}/secret"
    secrets = [first["secret"], alice.post(path).json()["secret"]]
    happened(alice)
    run()
    assert len(receiver.got[-1][1]["webhook-signature"].split(" ")) == 2
    assert good(secrets, receiver) == [True, True]
    secrets.append(alice.post(path).json()["secret"])
    happened(alice)
    run()
    assert good(secrets, receiver) == [False, True, True], "two at most"
    monkeypatch.setattr("standardwebhooks.webhooks.datetime", moved(hands))
    hands.move(hours=24)
    happened(alice)
    run()
    assert good(secrets, receiver) == [False, False, True]
    assert len(receiver.got[-1][1]["webhook-signature"].split(" ")) == 1


def moved(hands: Clock) -> type[datetime]:
    """The reference library's clock, moved along."""

    class Moved(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return hands.instant

    return Moved


def test_a_new_secret_for_a_webhook_of_no_row_is_not_found(alice: Caller) -> None:
    for unknown in UNKNOWN_IDS:
        assert said(alice.post(f"{BASE}/{unknown}/secret")) == NOT_FOUND
