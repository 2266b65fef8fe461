"""POST /api/webhooks."""

import logging
from datetime import UTC, datetime
from typing import Any

import pytest

from safeclose import clock
from safeclose.config import logs
from safeclose.secrets.encryption import Unreadable
from tests.access import statuses
from tests.clocks import stopped
from tests.people import Caller, Person
from tests.signing.envelopes.test_secrets import everything
from tests.workspace.asking import member, said
from tests.workspace.webhooks.asking import BASE, LACKS, URL, made, of, told
from workspace.models import Webhook
from workspace.webhooks import secrets
from workspace.webhooks.actions import MAX_WEBHOOKS

BODY = {"url": URL, "events": ["envelope.sent"]}


def refused(caller: Caller, **body: Any) -> dict[str, list[str]]:
    status, answer = said(caller.post(BASE, {**BODY, **body}))
    assert (status, answer["error"]) == (400, "invalid_body")
    assert not Webhook.objects.exists()
    return dict(answer["fields"])


def test_only_who_may_change_settings_creates_webhooks(people: dict[str, Person]) -> None:
    assert statuses(people, "post", BASE, BODY) == {
        "alice": 201, "bob": 403, "charlie": 201, "nobody": 401, "anyone": 401,
    }  # fmt: skip


def test_creating_a_webhook_needs_the_permission_org_settings(alice: Caller, bob: Caller) -> None:
    assert said(bob.post(BASE, BODY)) == LACKS
    assert said(member(alice.organization, "holder", "locations", "brand").post(BASE, BODY)) == LACKS
    assert member(alice.organization, "setter", "orgSettings").post(BASE, BODY).status_code == 201


def test_a_new_webhook_is_answered_with_its_secret(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    stopped(monkeypatch, datetime(2026, 4, 27, 9, tzinfo=UTC))
    body = made(alice, "envelope.sent", "DOCUMENT_SIGNED", "envelope.sent")
    (row,) = of(alice)
    secret = body.pop("secret")
    assert body == {
        "id": row.id,
        "url": URL,
        "events": ["DOCUMENT_SIGNED", "envelope.sent"],
        "active": True,
        "failingSince": None,
        "disabledAt": None,
        "disabledReason": None,
        "createdAt": "2026-04-27T09:00:00.000Z",
    }
    assert row.id.startswith("whk_")
    assert secret.startswith("whsec_")
    assert len(secret) == 50
    assert alice.person
    assert row.created_by == alice.person.user


def test_the_event_of_a_new_webhook_has_no_path(alice: Caller) -> None:
    made(alice)
    assert told("webhook.created") == [{"host": "hooks.example.com", "events": ["*"], "active": True}]


def test_the_secret_is_in_no_table_log_or_later_answer(
    alice: Caller, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = made(alice)["secret"]
    logging.getLogger("x").warning("leaks %s", secret)
    logged = "".join(capfd.readouterr())
    stored = everything()
    bare = secret.removeprefix("whsec_").rstrip("=")
    assert bare not in stored
    assert bare not in logs.without_secrets(f"leaks {secret} and more")
    assert bare not in logged
    for answer in (alice.get(BASE), alice.get(f"{BASE}/{of(alice)[0].id}"), alice.get("/v1/workspace/activity")):
        assert bare not in answer.content.decode()
        assert of(alice)[0].secret not in answer.content.decode(), "nor as it is encrypted"


def test_each_webhook_has_a_secret_of_its_own(alice: Caller) -> None:
    assert len({made(alice)["secret"] for _ in range(5)}) == 5


def test_a_replay_shows_no_secret(alice: Caller) -> None:
    first, second = (alice.post(BASE, BODY, HTTP_IDEMPOTENCY_KEY="k-1") for _ in range(2))
    assert first.json()["secret"]
    assert second.headers["Idempotent-Replayed"] == "true"
    assert said(second) == (201, {**first.json(), "secret": None})
    assert Webhook.objects.count() == 1


def test_a_copy_of_the_database_reveals_no_secret(alice: Caller, settings: Any) -> None:
    made(alice)
    settings.SECRET_KEY = "another"
    with pytest.raises(Unreadable):
        secrets.headers(of(alice)[0], "dlv_1", "{}", clock.now())


def test_a_webhook_can_be_created_inactive(alice: Caller) -> None:
    assert made(alice, active=False)["active"] is False


@pytest.mark.parametrize(
    ("events", "sentence"),
    [
        ([], "Ensure this field has at least 1 elements."),
        (["envelope.flown"], "No event is called envelope.flown."),
        (["person.erased"], "No event is called person.erased."),
        (["*", "envelope.sent"], "No event is called *."),
        ("envelope.sent", 'Expected a list of items but got type "str".'),
        (None, "This field may not be null."),
    ],
)
def test_events_that_can_not_be_subscribed_to_are_refused(alice: Caller, events: Any, sentence: str) -> None:
    assert refused(alice, events=events) == {"events": [sentence]}


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("http://hooks.example.com/", "The address must begin with https://."),
        ("https://user:pw@hooks.example.com/", "The address must have no user name, password or fragment."),
        ("https://169.254.169.254/latest/", "The host has an address that is not on the public internet."),
        ("https://[::ffff:10.0.0.1]/", "The host has an address that is not on the public internet."),
        ("https://2130706433/", "The host has an address that is not on the public internet."),
        ("https://hooks.example.com:22/", "The port must be 443, or 1024 or above."),
        ("nonsense", "The address must begin with https://."),
        ("https://x/" + "y" * 2000, "The address is no URL."),
        (5, "Not a valid string."),
        ("", "This field may not be blank."),
    ],
)
def test_addresses_that_can_not_be_called_are_refused(alice: Caller, url: Any, sentence: str) -> None:
    found = refused(alice, url=url)
    assert sentence in found.pop("url")
    assert found == {}


def test_a_webhook_without_fields_is_refused(alice: Caller) -> None:
    assert alice.post(BASE, {}).json()["fields"] == {
        "url": ["This field is required."],
        "events": ["This field is required."],
    }


def test_an_organization_has_at_most_twenty_webhooks(alice: Caller, charlie: Caller) -> None:
    for _ in range(MAX_WEBHOOKS):
        made(alice)
    sentence = "An organization can have 20 webhooks, and this one has them."
    assert said(alice.post(BASE, BODY)) == (409, {"error": "invalid_state", "message": sentence})
    assert charlie.post(BASE, BODY).status_code == 201
    assert len(of(alice)) == MAX_WEBHOOKS
