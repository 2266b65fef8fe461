"""POST /api/documents/obligations/:id/resolve."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from documents.obligations.models import Obligation
from tests.access import statuses
from tests.clocks import Clock, stopped
from tests.documents.obligations.test_list import NOW, ROUTE, due, found
from tests.guards import Case, named, refuses
from tests.people import Caller, Person
from tests.racing import at_once


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return stopped(monkeypatch, NOW)


def test_members_of_the_organization_resolve_an_obligation(alice: Caller, people: dict[str, Person]) -> None:
    assert statuses(people, "POST", lambda: f"{ROUTE}/{due(alice, NOW)[0]}/resolve") == {
        "alice": 200, "bob": 200, "charlie": 404, "nobody": 401, "anyone": 401,
    }  # fmt: skip


def test_a_stranger_cannot_resolve_an_obligation(alice: Caller, charlie: Caller) -> None:
    (one,) = due(alice, NOW)
    charlie.post(f"{ROUTE}/{one}/resolve")
    assert Obligation.objects.get().resolved_at is None


def test_a_resolved_obligation_leaves_the_list(alice: Caller, bob: Caller, clock: Clock) -> None:
    one, other = due(alice, NOW, NOW)
    (before,) = [shown for shown in alice.get(ROUTE).json()["obligations"] if shown["id"] == one]
    clock.move(seconds=1)
    answer = bob.post(f"{ROUTE}/{one}/resolve")
    assert answer.status_code == 200
    assert answer.json() == {**before, "urgency": "overdue", "resolvedAt": "2026-05-04T15:00:01.000Z"}
    assert found(alice) == [other]
    row = Obligation.objects.get(id=one)
    assert (row.resolved_at, row.resolved_by.name) == (datetime(2026, 5, 4, 15, 0, 1, tzinfo=UTC), "Bob")


def test_a_resolved_obligation_is_in_the_activity_log(alice: Caller, bob: Caller) -> None:
    (one,) = due(alice, NOW)
    bob.post(f"{ROUTE}/{one}/resolve")
    event = alice.get("/v1/workspace/activity").json()["events"][0]
    assert (event["type"], event["subjectId"], event["actor"]["name"]) == ("obligation.resolved", one, "Bob")
    row = Obligation.objects.get(id=one)
    assert event["data"] == {"documentId": row.document_id, "type": row.type}


def test_an_obligation_is_resolved_once(alice: Caller, bob: Caller, clock: Clock) -> None:
    (one,) = due(alice, NOW)
    alice.post(f"{ROUTE}/{one}/resolve")
    answer = bob.post(f"{ROUTE}/{one}/resolve")
    assert answer.status_code == 409
    assert answer.json() == {"error": "invalid_state", "message": "The obligation was resolved on 2026-05-04."}
    assert Obligation.objects.get().resolved_by.name == "Alice"


@pytest.mark.parametrize("name", ["obl_01h455vb4pex5vsknk084sn02q", "obl_x", "doc_01h455vb4pex5vsknk084sn02q", "7"])
def test_an_unknown_obligation_is_not_found(alice: Caller, name: str) -> None:
    answer = alice.post(f"{ROUTE}/{name}/resolve")
    assert (answer.status_code, answer.json()) == (404, {"error": "not_found", "message": "Not found."})


def test_an_obligation_resolved_by_two_at_once_is_resolved_once(owner: Caller) -> None:
    (one,) = due(owner, NOW)
    answers = at_once([lambda: owner.post(f"{ROUTE}/{one}/resolve").status_code] * 4)
    assert sorted(answers) == [200, 409, 409, 409]


CASES: list[Case] = [
    (Obligation, "obligation_type_is_known", {"type": "birthday"}),
    (Obligation, "obligation_that_expires_is_due_at_an_instant", {"type": "expiry", "due_day": NOW.date()}),
    (Obligation, "obligation_has_an_amount_exactly_for_a_deposit", {"amount_cents": 5}),
    (Obligation, "obligation_has_an_amount_exactly_for_a_deposit", {"type": "deposit_due"}),
    (Obligation, "obligation_has_an_amount_exactly_for_a_deposit", {"type": "deposit_due", "amount_cents": 0}),
]


@pytest.mark.parametrize(("model", "name", "changes"), CASES, ids=lambda value: str(value)[:50])
def test_the_database_refuses_an_impossible_row(
    alice: Caller, model: type, name: str, changes: dict[str, object]
) -> None:
    due(alice, NOW)
    refuses(Obligation.objects.all(), name, changes)


def test_the_database_refuses_a_resolver_of_an_open_obligation(alice: Caller, people: dict[str, Person]) -> None:
    due(alice, NOW)
    changes = {"resolved_by": people["alice"].user}
    refuses(Obligation.objects.all(), "obligation_is_resolved_by_someone_only_when_resolved", changes)


def test_the_database_refuses_the_same_obligation_twice(alice: Caller) -> None:
    due(alice, NOW, NOW)
    with pytest.raises(IntegrityError, match='constraint "obligation_is_once_in_its_document"'), transaction.atomic():
        Obligation.objects.update(key="closing:0")


def test_every_constraint_is_tested_here() -> None:
    tried = {(model, name) for model, name, _ in CASES}
    also = ("obligation_is_resolved_by_someone_only_when_resolved", "obligation_is_once_in_its_document")
    assert tried | {(Obligation, name) for name in also} == named([Obligation])
