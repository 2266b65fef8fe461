"""PATCH /api/deals/:id."""

from datetime import UTC, datetime
from typing import Any

import pytest

from documents.deals.lifecycle import DEAL, moved_to
from documents.deals.models import Deal, StageChange
from tests.access import statuses
from tests.clocks import stopped
from tests.documents.deals.asking import ROUTE, STAGES, closes, events, made, patch, shown
from tests.matching import A_TIME
from tests.people import Caller, Person
from workspace.models import Event


def test_members_of_the_organization_change_a_deal(alice: Caller, people: dict[str, Person]) -> None:
    assert statuses(people, "PATCH", f"{ROUTE}/{made(alice)['id']}", {"title": "Mine"}) == {
        "alice": 200, "bob": 200, "charlie": 404, "nobody": 401, "anyone": 401,
    }  # fmt: skip


def test_a_stranger_changes_nothing(alice: Caller, charlie: Caller) -> None:
    deal = made(alice)
    patch(charlie, deal, {"title": "Mine", "stage": "lost"}, 404)
    assert shown(alice, deal) == deal


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "House"},
        {"type": "sale"},
        {"closingDate": "2028-02-29"},
        {"propertyAddress": "7 Elm Road"},
        {"closingDate": None},
        {"propertyAddress": None},
        {"title": "House", "type": "lease", "closingDate": "2027-01-01", "propertyAddress": "7 Elm Road"},
    ],
    ids=repr,
)
def test_a_patch_changes_only_what_it_names(
    alice: Caller, changes: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = stopped(monkeypatch)
    deal = made(alice, closingDate="2026-08-31", propertyAddress="12 Maple Street")
    clock.move(seconds=5)
    body = patch(alice, deal, changes)
    assert body == {**deal, **changes, "updatedAt": A_TIME}
    assert body["updatedAt"] > deal["updatedAt"]
    assert shown(alice, deal) == body
    assert [event["changed"] for event in events("deal.updated")] == [list(changes)]
    assert not StageChange.objects.exists()


@pytest.mark.parametrize("changes", [{}, {"title": " 12 Maple Street "}, {"closingDate": None}, {"unknown": 5}])
def test_a_patch_that_changes_nothing_publishes_nothing(
    alice: Caller, changes: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = stopped(monkeypatch)
    deal = made(alice)
    clock.move(seconds=5)
    assert patch(alice, deal, changes) == deal
    assert Event.objects.count() == 1


@pytest.mark.parametrize("before", STAGES)
def test_a_person_moves_a_deal_forward_only(alice: Caller, before: str) -> None:
    deal = made(alice)
    moves = []
    for after in STAGES:
        Deal.objects.update(stage=before)
        if before not in ("closed", "lost") and STAGES.index(after) > STAGES.index(before):
            assert patch(alice, deal, {"stage": after})["stage"] == after
            moves.append((before, after))
        else:
            sentence = DEAL.refusal(before, moved_to(after))
            assert patch(alice, deal, {"stage": after}, 409) == {"error": "invalid_state", "message": sentence}
            assert shown(alice, deal)["stage"] == before
        assert [(one.from_stage, one.to_stage) for one in StageChange.objects.order_by("id")] == moves
        told = {"title": deal["title"], "type": "purchase", "eventId": None}
        assert events("deal.stage_changed") == [{**told, "stage": to, "from": old, "to": to} for old, to in moves]
        assert events("deal.updated") == []


def test_a_refused_patch_changes_nothing(alice: Caller) -> None:
    deal = made(alice)
    lost = patch(alice, deal, {"stage": "lost"})
    patch(alice, deal, {"stage": "new", "title": "Found again"}, 409)
    assert shown(alice, deal) == lost
    assert patch(alice, deal, {"title": "Lost to another buyer"})["title"] == "Lost to another buyer"


def test_one_patch_may_move_and_change_a_deal(alice: Caller, bob: Caller) -> None:
    deal = made(alice)
    body = patch(bob, deal, {"stage": "firm", "title": "House"})
    assert (body["stage"], body["title"]) == ("firm", "House")
    assert bob.person
    assert [(one["toStage"], one["by"]["id"]) for one in body["history"]] == [("firm", str(bob.person.user.pk))]
    assert [one.type for one in Event.objects.order_by("id")] == ["deal.created", "deal.updated", "deal.stage_changed"]


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"title": None}, {"title": ["This field may not be null."]}),
        ({"title": ""}, {"title": ["This field may not be blank."]}),
        ({"type": None}, {"type": ["This field may not be null."]}),
        ({"stage": None}, {"stage": ["This field may not be null."]}),
        ({"stage": "FIRM"}, {"stage": ['"FIRM" is not a valid choice.']}),
        ({"stage": 3}, {"stage": ['"3" is not a valid choice.']}),
        ({"closingDate": "soon"}, {"closingDate": ["Must be a date, such as 2026-04-27."]}),
        ({"closingDate": "2200-01-01"}, {"closingDate": ["The year must be from 1900 to 2199."]}),
        ({"propertyAddress": ""}, {"propertyAddress": ["This field may not be blank."]}),
    ],
    ids=repr,
)
def test_a_malformed_change_is_refused(alice: Caller, changes: dict[str, Any], fields: dict[str, list[str]]) -> None:
    deal = made(alice)
    body = patch(alice, deal, changes, 400)
    assert body.pop("message").endswith(".")
    assert body == {"error": "invalid_body", "fields": fields}
    assert shown(alice, deal) == deal


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"type": "sale"}, "The deal has a closing checklist, so its type can't be changed."),
        ({"closingDate": None}, "The deal has a closing checklist, so its closing date can't be taken away."),
    ],
)
def test_what_a_checklist_is_made_from_cannot_be_changed(
    alice: Caller, changes: dict[str, Any], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped(monkeypatch, datetime(2026, 5, 4, tzinfo=UTC))
    deal = closes(alice, "2026-08-31")
    assert patch(alice, deal, changes, 409) == {"error": "invalid_state", "message": sentence}
    assert shown(alice, deal) == deal
    assert patch(alice, deal, {"type": "purchase", "closingDate": "2026-08-31"}) == deal


def test_a_deal_cannot_be_deleted(alice: Caller) -> None:
    deal = made(alice)
    assert alice.delete(f"{ROUTE}/{deal['id']}").status_code == 405
    assert shown(alice, deal) == deal
