"""POST /webhooks/clerk: who is believed, and what is answered."""

import time
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from tests.safeclose.answers import headers as those_that_differ
from tests.workspace.clerk.deliveries import (
    OTHER_SECRET,
    ROUTE,
    SECRET,
    deliver,
    event,
    headers,
    new_id,
    post,
    signature,
    user,
)
from workspace.clerk import clerk_events
from workspace.models import ClerkDelivery, ClerkRecord, User

pytestmark = pytest.mark.django_db

BODY = event("user.created", user())
UNPROVED = {"error": "The signature is missing, wrong, or too old."}


def refused(body: bytes, signed: dict[str, str], status: int = 400, answer: object = UNPROVED) -> None:
    """Whatever is refused leaves nothing behind."""
    found = post(body, signed)
    assert (found.status_code, found.json()) == (status, answer)
    assert not User.objects.exists()
    assert not ClerkDelivery.objects.exists()
    assert not ClerkRecord.objects.exists()


def test_a_signed_delivery_is_taken() -> None:
    answer = post(BODY, headers(BODY))
    assert (answer.status_code, answer.json()) == (200, {"ok": True})
    assert those_that_differ(answer) == {"Allow": "POST, OPTIONS"}
    assert User.objects.get().clerk_user_id == "user_dana"


def test_no_account_and_no_csrf_token_are_needed(client: Any) -> None:
    client.handler.enforce_csrf_checks = True
    answer = client.generic("POST", ROUTE, BODY, content_type="application/json", headers=headers(BODY))
    assert answer.status_code == 200


def test_a_bearer_token_is_not_looked_at() -> None:
    assert post(BODY, {**headers(BODY), "Authorization": "Bearer nonsense"}).status_code == 200


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "", "multipart/form-data"])
def test_the_content_type_does_not_matter(client: Any, content_type: str) -> None:
    answer = client.generic("POST", ROUTE, BODY, content_type=content_type, headers=headers(BODY))
    assert (answer.status_code, answer.json()) == (200, {"ok": True})


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_other_methods_are_refused(client: Any, method: str) -> None:
    answer = client.generic(method, ROUTE)
    assert (answer.status_code, answer.json()) == (405, {"error": "This path does not take that method."})


@pytest.mark.parametrize("name", ["svix-id", "svix-timestamp", "svix-signature"])
def test_every_header_is_needed(name: str) -> None:
    signed = headers(BODY)
    del signed[name]
    refused(BODY, signed)
    refused(BODY, {**signed, name: ""})


def test_headers_of_the_scheme_s_other_name_are_not_read() -> None:
    refused(BODY, {name.replace("svix", "webhook"): value for name, value in headers(BODY).items()})


def test_a_forged_delivery_is_refused() -> None:
    refused(BODY, headers(BODY, secret=OTHER_SECRET))


@pytest.mark.parametrize(
    "change",
    [
        lambda body: body[:-1],
        lambda body: body + b" ",
        lambda body: body.replace(b"Dana", b"Mala"),
        lambda body: body.replace(b'"type":', b'"type": '),
        lambda body: b"\xef\xbb\xbf" + body,
        lambda body: body[: len(body) // 2],
        lambda body: b"",
        lambda body: b"\xff" + body,
    ],
    ids=["truncated", "longer", "changed", "spaced", "with a mark", "half", "empty", "no UTF-8"],
)
def test_the_exact_bytes_are_signed(change: Any) -> None:
    refused(change(BODY), headers(BODY))


def test_the_id_is_signed() -> None:
    refused(BODY, {**headers(BODY), "svix-id": new_id()})


def test_the_time_is_signed() -> None:
    signed = headers(BODY, age=10)
    refused(BODY, {**signed, "svix-timestamp": str(int(signed["svix-timestamp"]) + 1)})


@pytest.mark.parametrize("age", [290, -290])
def test_a_delivery_290_seconds_early_or_late_is_taken(age: int) -> None:
    deliver("user.created", user(), age=age)


@pytest.mark.parametrize("age", [310, -310, 86400, -86400, 1_700_000_000], ids=lambda value: repr(value)[:40])
def test_a_delivery_310_seconds_early_or_late_is_refused(age: int) -> None:
    refused(BODY, headers(BODY, age=age))


@pytest.mark.parametrize(
    "text",
    ["x", "-", "1e400", "nan", "inf", "-inf", "9" * 400, "0x10", "\xb2", " ", "1,2", "-99999999999999"],
    ids=lambda text: repr(text)[:20],
)
def test_a_timestamp_that_is_no_time_is_refused(text: str) -> None:
    refused(BODY, {**headers(BODY), "svix-timestamp": text})


@pytest.mark.parametrize(
    "text",
    [
        "v1", "v1,", ",", " ", "v1,not base64!", "v1,%%%%", "v1,é", "v1,a,b", "v1 v1", "v2,abc=", "x" * 5000, "v1,AAAA",
        "v1a,AAAA v1,=", "v1," + "A" * 43 + "=",
    ],
    ids=lambda text: repr(text)[:20],
)  # fmt: skip
def test_a_malformed_signature_is_refused(text: str) -> None:
    refused(BODY, {**headers(BODY), "svix-signature": text})


def test_another_version_s_signature_does_not_count() -> None:
    signed = headers(BODY)
    refused(BODY, {**signed, "svix-signature": signed["svix-signature"].replace("v1,", "v1a,")})


@pytest.mark.parametrize("text", ["a b", "a\tb", "msg_é", "m" * 256, "a\x00b"], ids=lambda text: repr(text)[:20])
def test_a_malformed_id_is_refused(text: str) -> None:
    refused(BODY, headers(BODY, delivery_id=text))


def test_one_of_several_signatures_is_enough() -> None:
    signed, other = headers(BODY), signature(BODY, "msg_0", int(time.time()), OTHER_SECRET)
    both = f"v1a,AAAA {other} {signed['svix-signature']}"
    assert post(BODY, {**signed, "svix-signature": both}).status_code == 200


def test_one_of_several_secrets_is_enough(settings: Settings) -> None:
    settings.CLERK_WEBHOOK_SECRET = [SECRET, f" {OTHER_SECRET} ", ""]
    for number, secret in enumerate((SECRET, OTHER_SECRET)):
        deliver("user.created", user(f"u{number}"), secret=secret)
    assert User.objects.count() == 2


def test_a_signature_by_a_withdrawn_secret_is_refused(settings: Settings) -> None:
    settings.CLERK_WEBHOOK_SECRET = [OTHER_SECRET]
    refused(BODY, headers(BODY))


@pytest.mark.parametrize("secrets", [[], [""], [" "]], ids=lambda value: repr(value)[:40])
def test_without_a_secret_the_route_is_unavailable(settings: Settings, secrets: list[str]) -> None:
    settings.CLERK_WEBHOOK_SECRET = secrets
    refused(BODY, headers(BODY), 503, {"error": "CLERK_WEBHOOK_SECRET is not set."})


@pytest.mark.parametrize("secret", ["whsec_", "whsec_A", "é"], ids=lambda value: repr(value)[:40])
def test_a_secret_that_is_none_makes_the_route_unavailable(settings: Settings, secret: str) -> None:
    settings.CLERK_WEBHOOK_SECRET = [secret]
    refused(BODY, headers(BODY), 503, {"error": "CLERK_WEBHOOK_SECRET holds what is no signing secret."})


def test_a_body_of_exactly_1_mib_is_taken(settings: Settings) -> None:
    filler = "x" * (settings.JSON_BODY_LIMIT - len(event("user.created", user(public_metadata={"x": ""}))))
    body = event("user.created", user(public_metadata={"x": filler}))
    assert len(body) == 1024 * 1024
    assert post(body, headers(body)).status_code == 200


def test_a_body_one_byte_above_1_mib_is_refused() -> None:
    body = b" " * (1024 * 1024 + 1)
    refused(body, headers(body), 413, {"error": "The body is larger than 1 MiB."})


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "The body is not valid JSON."),
        (b"{", "The body is not valid JSON."),
        (b"[]", "The body must be a JSON object with a type."),
        (b"null", "The body must be a JSON object with a type."),
        (b"{}", "The body must be a JSON object with a type."),
        (b'{"type": 5}', "The body must be a JSON object with a type."),
        (b'{"type": ["user.created"]}', "The body must be a JSON object with a type."),
        (b'{"type": "user.created", "data": NaN}', "The body is not valid JSON."),
        (b'{"type": "user.created", "data": "\\ud800"}', "The body is not valid JSON."),
        (b"[" * 5000, "The body is not valid JSON."),
    ],
    ids=lambda value: repr(value)[:40],
)  # fmt: skip
def test_a_signed_body_that_is_no_event_is_refused(body: bytes, sentence: str) -> None:
    refused(body, headers(body), 400, {"error": sentence})


@pytest.mark.parametrize(
    ("type", "data"),
    [
        ("user.created", None),
        ("user.created", []),
        ("user.created", {}),
        ("user.created", {**user(), "id": ""}),
        ("user.created", {**user(), "id": "user_\0"}),
        ("user.created", {**user(), "id": "u" * 256}),
        ("user.created", {**user(), "id": 5}),
        ("user.created", {**user(), "updated_at": "1000"}),
        ("user.created", {**user(), "updated_at": -1}),
        ("user.created", {**user(), "updated_at": 2**63}),
        ("user.created", {**user(), "updated_at": True}),
        ("user.created", {**user(), "email_addresses": {}}),
        ("user.created", {**user(), "first_name": 5}),
        ("user.deleted", {}),
        ("user.deleted", {"id": None}),
        ("organization.updated", {"id": "org_1"}),
        ("organization.deleted", {"id": ["org_1"]}),
        ("organizationMembership.created", {"id": "orgmem_1"}),
        ("organizationMembership.deleted", {}),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_an_event_of_the_wrong_shape_is_refused(type: str, data: object) -> None:
    body = event(type, data)
    sentence = post(body, headers(body)).json().get("error")
    refused(body, headers(body), 400, {"error": sentence})
    assert sentence.startswith(f"{type}: data")
    assert sentence.endswith(".")


@pytest.mark.parametrize("type", ["session.created", "user.created ", "User.created", "email.created", ""])
def test_an_event_of_another_type_is_acknowledged(type: str) -> None:
    refused(body := event(type, {"id": 5}), headers(body), 200, {"ok": True})


def test_every_type_of_our_kinds_has_a_handler() -> None:
    assert set(clerk_events.CHANGES) == {
        f"{kind}.{verb}"
        for kind in ("user", "organization", "organizationMembership")
        for verb in ("created", "updated", "deleted")
    }


def test_a_replay_does_nothing() -> None:
    deliver("user.created", user(), delivery_id="msg_once")
    User.objects.update(name="Changed since")
    with CaptureQueriesContext(connection) as queries:
        deliver("user.created", user(), delivery_id="msg_once")
    assert User.objects.get().name == "Changed since"
    assert not [query for query in queries if "clerkrecord" in query["sql"]]
    assert [(row.svix_id, row.type) for row in ClerkDelivery.objects.all()] == [("msg_once", "user.created")]


def test_a_known_id_with_another_body_does_nothing() -> None:
    """Clerk never does it; whoever has the secret and does, gets nothing done."""
    deliver("user.created", user(), delivery_id="msg_once")
    deliver("user.updated", user(at=2000, first_name="Other"), delivery_id="msg_once")
    assert User.objects.get().name == "Dana Doe"


def test_a_delivery_that_failed_is_taken_when_it_comes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    signed = headers(BODY)
    with monkeypatch.context() as broken:
        broken.setattr("workspace.clerk.users.claim_invitations", lambda pk: 1 / 0)
        answer = post(BODY, signed)
    assert (answer.status_code, answer.json()) == (500, {"error": "Internal server error."})
    assert [table.objects.count() for table in (User, ClerkRecord, ClerkDelivery)] == [0, 0, 0]
    assert post(BODY, signed).status_code == 200
    assert User.objects.get().name == "Dana Doe"
