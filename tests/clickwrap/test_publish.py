"""POST /api/clickwrap."""

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clickwrap.agreements.models import Agreement, Publication, Version
from tests.access import statuses
from tests.clickwrap.asking import TERMS, assert_names, published
from tests.clocks import stopped
from tests.people import Caller, Person
from workspace.models import Event

BODY = {"key": "terms", "title": "Terms", "body": TERMS}
EXACT = {
    "CRLF": "a\r\nb\r\n",
    "lone CR": "a\rb",
    "trailing blanks": "a  \t \n\n  ",
    "leading blanks": "\n\n  a",
    "only a blank": " ",
    "emoji": "👩🏽‍⚖️ 🇨🇦 \U0001f600",
    "combining": "e\u0301 \u1e9b\u0323",
    "composed": "é ẛ̣",
    "byte order mark": "\ufeffa",
    "right to left": "שלום \u202e x \u202c",
    "separators": "a\u2028b\u2029c\xa0d",
    "markup": "<script>alert(1)</script> &amp; {{ x }} %s %%",
    "200,000 characters": "é" * 199_999 + "!",
    "200,000 of four bytes": "\U0001f600" * 200_000,
}


def hashed(text: str) -> str:
    """As sha256sum says of a file with that text."""
    return sha256(text.encode("utf-8")).hexdigest()


def test_a_new_agreement_is_answered_whole(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    stopped(monkeypatch, datetime(2026, 5, 1, tzinfo=UTC))
    answer = alice.post("/api/clickwrap", BODY)
    agreement = Agreement.objects.get()
    assert answer.status_code == 201
    assert answer.json() == {
        "id": agreement.id,
        "key": "terms",
        "title": "Terms",
        "version": 1,
        "versionHash": hashed(TERMS),
        "active": True,
        "publishedAt": "2026-05-01T00:00:00.000Z",
        "consentUrl": f"https://safeclose.example.test/consent/{agreement.id}",
        "languages": [],
    }
    assert agreement.id.startswith("agr_")


@pytest.mark.parametrize("text", EXACT.values(), ids=EXACT)
def test_the_version_hash_is_of_the_exact_bytes(alice: Caller, text: str) -> None:
    found = published(alice, text)
    assert found["versionHash"] == hashed(text)
    assert Caller(None).get(f"/api/public/clickwrap/{found['id']}").json()["body"] == text
    assert alice.get(f"/api/clickwrap/{found['id']}").json()["versions"][0]["body"] == text


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=300))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_comes_back_unchanged(alice: Caller, text: str) -> None:
    found = published(alice, text)
    assert found["versionHash"] == hashed(text)
    assert Caller(None).get(f"/api/public/clickwrap/{found['id']}").json()["body"] == text


def test_a_text_that_differs_by_a_blank_is_another_version(alice: Caller) -> None:
    answers = [published(alice, text) for text in ("a", "a ", "a\n", "a\r\n", " a")]
    assert [answer["version"] for answer in answers] == [1, 2, 3, 4, 5]
    assert len({answer["versionHash"] for answer in answers}) == 5


def test_publishing_the_same_again_changes_nothing(alice: Caller) -> None:
    first = published(alice)
    answer = alice.post("/api/clickwrap", BODY)
    assert (answer.status_code, answer.json()) == (200, first)
    assert (Version.objects.count(), Publication.objects.count()) == (1, 1)
    assert Event.objects.filter(type="agreement.published").count() == 1


def test_a_changed_title_is_no_new_version(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = stopped(monkeypatch)
    first = published(alice)
    clock.move(days=1)
    answer = alice.post("/api/clickwrap", {**BODY, "title": "Our terms"})
    assert (answer.status_code, answer.json()) == (200, {**first, "title": "Our terms"})
    assert Version.objects.count() == 1
    assert list(Publication.objects.order_by("id").values_list("title", flat=True)) == ["Terms", "Our terms"]


def test_a_changed_text_is_a_new_version(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = stopped(monkeypatch, datetime(2026, 5, 1, tzinfo=UTC))
    first = published(alice)
    clock.move(days=1)
    answer = alice.post("/api/clickwrap", {**BODY, "body": "Other"})
    changes = {"version": 2, "versionHash": hashed("Other"), "publishedAt": "2026-05-02T00:00:00.000Z"}
    assert (answer.status_code, answer.json()) == (200, {**first, **changes})


def test_an_older_text_is_its_version_again(alice: Caller) -> None:
    first = published(alice, "one")
    published(alice, "two")
    again = published(alice, "one")
    assert {**again, "publishedAt": ""} == {**first, "publishedAt": ""}
    assert Version.objects.count() == 2
    assert published(alice, "three")["version"] == 3
    told = [event.data["version"] for event in Event.objects.filter(type="agreement.published").order_by("id")]
    assert told == [1, 2, 1, 3]


def test_a_publication_is_published_as_an_event(alice: Caller) -> None:
    found = published(alice)
    event = Event.objects.get(type="agreement.published")
    assert (event.subject_type, event.subject_id, event.organization) == ("agreement", found["id"], alice.organization)
    assert event.actor["kind"] == "user"
    assert event.data == {"key": "terms", "title": "Terms", "version": 1, "versionHash": found["versionHash"]}


def test_organizations_have_keys_of_their_own(alice: Caller, charlie: Caller) -> None:
    own, other = published(alice), published(charlie)
    assert own["id"] != other["id"]
    assert own["versionHash"] == other["versionHash"]
    assert other["version"] == 1


def test_a_closed_agreement_stays_closed(alice: Caller) -> None:
    found = published(alice)
    alice.patch(f"/api/clickwrap/{found['id']}", {"active": False})
    assert published(alice, "new")["active"] is False


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"key": None}, "key"),
    ({"key": ""}, "key"),
    ({"key": " "}, "key"),
    ({"key": "k" * 201}, "key"),
    ({"key": "a\nb"}, "key"),
    ({"key": 7}, "key"),
    ({"title": ""}, "title"),
    ({"title": "t" * 201}, "title"),
    ({"title": "a\tb"}, "title"),
    ({"body": ""}, "body"),
    ({"body": None}, "body"),
    ({"body": ["a"]}, "body"),
    ({"body": 7}, "body"),
    ({"body": "x" * 200_001}, "body"),
]


@pytest.mark.parametrize(("changes", "name"), WRONG, ids=lambda value: str(value)[:40])
def test_an_invalid_agreement_is_refused_by_field(alice: Caller, changes: dict[str, Any], name: str) -> None:
    answer = alice.post("/api/clickwrap", {**BODY, **changes})
    assert_names(answer, name)
    assert not Agreement.objects.exists()


@pytest.mark.parametrize("missing", BODY)
def test_a_missing_field_is_refused(alice: Caller, missing: str) -> None:
    answer = alice.post("/api/clickwrap", {name: value for name, value in BODY.items() if name != missing})
    assert (answer.status_code, list(answer.json()["fields"])) == (400, [missing])


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x0b", "\x1b", "\x7f", "\x85"])
def test_control_characters_are_refused(alice: Caller, character: str) -> None:
    answer = alice.post("/api/clickwrap", {**BODY, "body": f"a{character}b"})
    assert (answer.status_code, answer.json()["message"]) == (400, "body has a control character.")


def test_the_longest_values_are_taken(alice: Caller) -> None:
    answer = alice.post("/api/clickwrap", {"key": "k" * 200, "title": "t" * 200, "body": "b"})
    assert (answer.status_code, answer.json()["key"], answer.json()["title"]) == (201, "k" * 200, "t" * 200)


def test_agreements_are_published_only_by_members(people: dict[str, Person]) -> None:
    assert statuses(people, "POST", "/api/clickwrap", BODY) == {
        "alice": 201, "bob": 200, "charlie": 201, "nobody": 401, "anyone": 401,
    }  # fmt: skip


def test_a_replayed_request_is_answered_the_same(alice: Caller) -> None:
    answers = [alice.post("/api/clickwrap", BODY, headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
