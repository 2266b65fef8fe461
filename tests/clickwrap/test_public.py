"""GET and POST /api/public/clickwrap/:agreementId."""

import re
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clickwrap.acceptances.models import Acceptance
from tests.clickwrap.asking import TERMS, accept, accepted, assert_names, public, published
from tests.clocks import stopped
from tests.people import Caller
from workspace.models import Event

NO_HASH = "0" * 64


def test_anyone_sees_an_agreement(alice: Caller) -> None:
    agreement = published(alice)
    answer = Caller(None).get(public(agreement))
    assert answer.status_code == 200
    assert answer.json() == {
        "state": "active",
        "id": agreement["id"],
        "title": "Terms",
        "body": TERMS,
        "versionHash": agreement["versionHash"],
        "organization": "Acme Financial",
        "language": None,
        "languages": [],
    }
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_any_origin_may_ask_without_cookies(alice: Caller) -> None:
    answer = Caller(None).get(public(published(alice)), headers={"Origin": "https://anyone.example"})
    assert answer.headers["Access-Control-Allow-Origin"] == "https://anyone.example"
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_an_acceptance_is_answered_whole(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    stopped(monkeypatch, datetime(2026, 5, 1, tzinfo=UTC))
    agreement = published(alice)
    answer = accept(agreement, subjectRef="user-7", versionHash=agreement["versionHash"])
    row = Acceptance.objects.get()
    assert answer.status_code == 201
    receipt = answer.json()["receiptUrl"]
    assert re.fullmatch(r"https://safeclose\.example\.test/receipt/[\w-]{43}", receipt)
    assert answer.json() == {
        "receiptUrl": receipt,
        "state": "accepted",
        "acceptanceId": row.id,
        "versionHash": agreement["versionHash"],
        "acceptedAt": "2026-05-01T00:00:00.000Z",
    }
    assert row.id.startswith("acc_")
    assert (row.organization, row.agreement_id, row.version) == (alice.organization, agreement["id"], 1)


def test_the_address_and_browser_of_who_accepts_are_kept(alice: Caller) -> None:
    agreement = published(alice)
    Caller(None).post(
        public(agreement), {"subjectRef": " user-7 "}, headers={"User-Agent": "Browser/1"}, REMOTE_ADDR="203.0.113.9"
    )
    (shown,) = alice.get(f"/api/clickwrap/{agreement['id']}/acceptances").json()["acceptances"]
    assert (shown["subjectRef"], shown["ip"], shown["userAgent"]) == ("user-7", "203.0.113.9", "Browser/1")
    row = Acceptance.objects.get()
    assert set(row.concealed) == {"subjectRef", "ip", "userAgent"}
    assert not [word for word in ("user-7", "203.0.113.9", "Browser") if word in str(row.concealed)]


def test_an_acceptance_needs_no_body(alice: Caller) -> None:
    agreement = published(alice)
    for content, kind in ((b"", "application/json"), (b"", ""), (b"{}", "application/json")):
        answer = Caller(None).generic("POST", public(agreement), content, content_type=kind)
        assert answer.status_code == 201, answer.json()
    assert [row.kept_value("/subjectRef") for row in Acceptance.objects.all()] == [None] * 3


@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_an_acceptance_needs_no_subject(alice: Caller, nothing: str | None) -> None:
    accepted(published(alice), subjectRef=nothing, versionHash=None)
    row = Acceptance.objects.get()
    assert row.concealed["subjectRef"] is None
    assert "/subjectRef" not in row.kept


def test_the_longest_subject_is_taken(alice: Caller) -> None:
    agreement = published(alice)
    accepted(agreement, subjectRef="\U0001f600" * 320)
    assert accept(agreement, subjectRef="x" * 321).status_code == 400


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({"subjectRef": 7}, "subjectRef"),
        ({"subjectRef": ["x"]}, "subjectRef"),
        ({"versionHash": "x"}, "versionHash"),
        ({"versionHash": ""}, "versionHash"),
        ({"versionHash": "A" * 64}, "versionHash"),
        ({"versionHash": 7}, "versionHash"),
    ],
)
def test_an_invalid_acceptance_is_refused(alice: Caller, body: dict[str, Any], name: str) -> None:
    answer = accept(published(alice), **body)
    assert_names(answer, name)
    assert not Acceptance.objects.exists()


@pytest.mark.parametrize(("content", "status"), [(b"{", 400), (b"[]", 400), (b"null", 400), (b'{"a":"\\u0000"}', 400)])
def test_an_unreadable_body_is_refused(alice: Caller, content: bytes, status: int) -> None:
    answer = Caller(None).generic("POST", public(published(alice)), content, content_type="application/json")
    assert (answer.status_code, answer.json()["error"]) == (status, "invalid_body")


def test_an_acceptance_of_an_older_version_is_refused(alice: Caller) -> None:
    first = published(alice, "one")
    published(alice, "two")
    answer = accept(first, versionHash=first["versionHash"])
    assert answer.status_code == 409
    message = "The text of the agreement has changed since it was read; read it again."
    assert answer.json() == {"error": "version_changed", "message": message}
    assert accept(first, versionHash=NO_HASH).status_code == 409
    assert not Acceptance.objects.exists()
    assert accepted(first)["versionHash"] == sha256(b"two").hexdigest()
    published(alice, "one")
    assert accepted(first, versionHash=first["versionHash"])["versionHash"] == first["versionHash"]


def test_nobody_accepts_before_it_was_published(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the machine that takes the acceptance is late."""
    clock = stopped(monkeypatch, datetime(2026, 5, 1, tzinfo=UTC))
    agreement = published(alice)
    clock.move(hours=-1)
    assert accepted(agreement)["acceptedAt"] == "2026-05-01T00:00:00.000Z"


def test_an_acceptance_is_published(alice: Caller) -> None:
    agreement = published(alice)
    made = accepted(agreement, subjectRef="user-7")
    event = Event.objects.get(type="agreement.accepted")
    assert (event.subject_type, event.subject_id, event.organization) == (
        "agreement",
        agreement["id"],
        alice.organization,
    )
    assert event.actor == {"kind": "visitor", "id": made["acceptanceId"], "name": ""}
    assert event.data == {
        "version": 1,
        "verified": False,
        "language": None,
        **{key: made[key] for key in ("acceptanceId", "versionHash", "acceptedAt")},
    }


def test_an_acceptance_takes_few_queries(alice: Caller) -> None:
    agreement = published(alice)
    with CaptureQueriesContext(connection) as queries:
        Caller(None).get(public(agreement))
    assert len(queries) == 1
    with CaptureQueriesContext(connection) as queries:
        accepted(agreement)
    *writing, reading = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
    tables = [re.findall(r'INSERT INTO "?(\w+)', sql) for sql in writing]
    assert tables == [["clickwrap_acceptance", "clickwrap_receiptlink"], ["workspace_event"]]
    assert "FROM workspace_webhook" in reading
