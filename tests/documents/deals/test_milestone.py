"""PATCH /api/deals/:id/checklist/:milestoneId."""

from collections.abc import Callable
from typing import Any

import pytest

from documents.deals.checklists.models import Milestone
from tests.access import statuses
from tests.clocks import Clock, stopped
from tests.documents.deals.asking import NOW, ROUTE, closes, events, made, milestones, patch
from tests.people import Caller, Person
from workspace.models import Event


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return stopped(monkeypatch, NOW)


@pytest.fixture
def first(alice: Caller, clock: Clock) -> Callable[[], dict[str, Any]]:
    """The first thing to do of a new deal, with its path."""

    def make() -> dict[str, Any]:
        deal = closes(alice, "2026-08-31")
        found = milestones(alice, deal)[0]
        return {**found, "path": f"{ROUTE}/{deal['id']}/checklist/{found['id']}", "deal": deal}

    return make


First = Callable[[], dict[str, Any]]


def change(caller: Caller, one: dict[str, Any], body: Any, status: int = 200) -> Any:
    answer = caller.patch(one["path"], body)
    assert answer.status_code == status, answer.json()
    return answer.json()


def test_members_of_the_organization_change_a_milestone(people: dict[str, Person], first: First) -> None:
    assert statuses(people, "PATCH", lambda: first()["path"], {"done": True}) == {
        "alice": 200, "bob": 200, "charlie": 404, "nobody": 401, "anyone": 401,
    }  # fmt: skip


def test_a_stranger_cannot_change_a_milestone(alice: Caller, charlie: Caller, first: First) -> None:
    one = first()
    own = closes(charlie, "2026-08-31")
    change(charlie, one, {"done": True}, 404)
    change(charlie, {"path": f"{ROUTE}/{own['id']}/checklist/{one['id']}"}, {"done": True}, 404)
    assert not Milestone.objects.exclude(done_at=None).exists()


def test_a_milestone_is_marked_done_and_not_done_again(alice: Caller, bob: Caller, first: First, clock: Clock) -> None:
    one = first()
    deal = one.pop("deal")
    clock.move(seconds=1)
    assert bob.person
    before = {name: value for name, value in one.items() if name != "path"}
    done = {
        **before, "done": True, "doneAt": "2026-05-04T15:00:01.000Z",
        "doneBy": {"id": str(bob.person.user.pk), "name": "Bob"},
    }  # fmt: skip
    assert change(bob, one, {"done": True}) == done
    assert milestones(alice, deal)[0] == done
    assert change(alice, one, {"done": False}) == before
    assert milestones(alice, deal)[0] == before
    data = {"title": deal["title"], "type": "purchase", "stage": "firm"}
    expected = {**data, "milestoneId": one["id"], "milestone": one["title"]}
    assert [(event.type, event.data) for event in Event.objects.filter(type__startswith="milestone")] == [
        ("milestone.done", expected), ("milestone.reopened", expected),
    ]  # fmt: skip


def test_a_milestone_that_is_done_cannot_be_marked_done_again(alice: Caller, bob: Caller, first: First) -> None:
    one = first()
    change(alice, one, {"done": True})
    sentence = "The milestone was done on 2026-05-04."
    assert change(bob, one, {"done": True, "note": "x"}, 409) == {"error": "invalid_state", "message": sentence}
    row = Milestone.objects.get(id=one["id"])
    assert (row.done_by.name, row.note) == ("Alice", None)
    change(bob, one, {"done": False})
    sentence = "The milestone is not done."
    assert change(bob, one, {"done": False}, 409) == {"error": "invalid_state", "message": sentence}
    assert len(events("milestone.done")) == len(events("milestone.reopened")) == 1


def test_a_note_is_set_and_taken_away(alice: Caller, first: First) -> None:
    one = first()
    assert change(alice, one, {"note": " Receipt 17 "})["note"] == "Receipt 17"
    assert change(alice, one, {"done": True, "note": "Paid\nin cash"})["note"] == "Paid\nin cash"
    assert change(alice, one, {"done": False})["note"] == "Paid\nin cash"
    assert change(alice, one, {"note": None})["note"] is None
    assert len(events("milestone.noted")) == 3
    told = Event.objects.count()
    change(alice, one, {"note": None})
    change(alice, one, {})
    assert Event.objects.count() == told


def test_a_milestone_of_an_ended_deal_can_be_changed(alice: Caller, first: First) -> None:
    one = first()
    patch(alice, one["deal"], {"stage": "closed"})
    assert change(alice, one, {"done": True})["done"]


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"done": "yes"}, {"done": ["Must be true or false."]}),
        ({"done": 1}, {"done": ["Must be true or false."]}),
        ({"done": None}, {"done": ["Must be true or false."]}),
        ({"note": ""}, {"note": ["This field may not be blank."]}),
        ({"note": 5}, {"note": ["Not a valid string."]}),
        ({"note": "x" * 2001}, {"note": ["Ensure this field has no more than 2000 characters."]}),
    ],
    ids=lambda value: repr(value)[:50],
)
def test_a_malformed_change_is_refused(
    alice: Caller, first: First, body: dict[str, Any], fields: dict[str, list[str]]
) -> None:
    one = first()
    found = change(alice, one, body, 400)
    assert found.pop("message").endswith(".")
    assert found == {"error": "invalid_body", "fields": fields}
    assert milestones(alice, one["deal"])[0]["done"] is False


@pytest.mark.parametrize("name", ["mil_01h455vb4pex5vsknk084sn02q", "mil_x", "deal_01h455vb4pex5vsknk084sn02q", "7"])
def test_an_unknown_milestone_is_not_found(alice: Caller, first: First, name: str) -> None:
    one = first()
    change(alice, {"path": f"{ROUTE}/{one['deal']['id']}/checklist/{name}"}, {"done": True}, 404)
    change(alice, {"path": f"{ROUTE}/{made(alice)['id']}/checklist/{one['id']}"}, {"done": True}, 404)
    change(alice, {"path": f"{ROUTE}/deal_x/checklist/{one['id']}"}, {"done": True}, 404)
