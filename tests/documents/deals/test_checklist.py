"""GET /api/deals/:id/checklist."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from documents.deals.checklists.models import ChecklistTemplate, Milestone, TemplateMilestone
from tests.access import statuses
from tests.clocks import Clock, stopped
from tests.documents.deals.asking import NOW, ROUTE, checklist, closes, made, milestones
from tests.matching import an_id
from tests.people import Caller, Person
from workspace.models import Organization


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return stopped(monkeypatch, NOW)


def test_members_of_the_organization_read_a_checklist(alice: Caller, people: dict[str, Person], clock: Clock) -> None:
    assert statuses(people, "GET", f"{ROUTE}/{closes(alice, '2026-08-31')['id']}/checklist") == {
        "alice": 200, "bob": 200, "charlie": 404, "nobody": 401, "anyone": 401,
    }  # fmt: skip


def test_the_checklist_is_answered_in_full(alice: Caller, clock: Clock) -> None:
    template = ChecklistTemplate.objects.get(deal_type="purchase")
    template.milestones.all().delete()
    for position, (days, title) in enumerate([(1, "After"), (0, "Second"), (0, "Third"), (-120, "First")]):
        TemplateMilestone.objects.create(template=template, title=title, offset_days=days, position=position)
    deal = closes(alice, "2026-08-31")
    open_one = {"id": an_id("mil"), "done": False, "doneAt": None, "doneBy": None, "note": None, "overdue": False}
    assert alice.get(f"{ROUTE}/{deal['id']}/checklist").json() == {
        "checklist": {
            "id": an_id("chk"),
            "title": "Standard Purchase Closing",
            "closingDate": "2026-08-31",
            "createdAt": "2026-05-04T15:00:00.000Z",
            "before": [
                {**open_one, "title": "First", "dueDate": "2026-05-03", "overdue": True},
                {**open_one, "title": "Second", "dueDate": "2026-08-31"},
                {**open_one, "title": "Third", "dueDate": "2026-08-31"},
            ],
            "after": [{**open_one, "title": "After", "dueDate": "2026-09-01"}],
        }
    }


def test_the_checklist_of_a_deal_without_one_is_not_found(alice: Caller) -> None:
    answer = alice.get(f"{ROUTE}/{made(alice, closingDate='2026-08-31')['id']}/checklist")
    assert (answer.status_code, answer.json()) == (404, {"error": "not_found", "message": "Not found."})


@pytest.mark.parametrize("name", ["deal_01h455vb4pex5vsknk084sn02q", "deal_x", "7"])
def test_the_checklist_of_an_unknown_deal_is_not_found(alice: Caller, name: str) -> None:
    assert alice.get(f"{ROUTE}/{name}/checklist").status_code == 404


@pytest.mark.parametrize(
    ("timezone", "at", "is_overdue"),
    [
        ("America/Toronto", datetime(2026, 9, 1, 3, 59, 59, tzinfo=UTC), False),
        ("America/Toronto", datetime(2026, 9, 1, 4, tzinfo=UTC), True),
        ("Pacific/Auckland", datetime(2026, 8, 31, 11, 59, 59, tzinfo=UTC), False),
        ("Pacific/Auckland", datetime(2026, 8, 31, 12, tzinfo=UTC), True),
    ],
)
def test_a_milestone_is_overdue_when_its_day_is_over(
    alice: Caller, clock: Clock, timezone: str, at: datetime, is_overdue: bool
) -> None:
    deal = closes(alice, "2026-08-31")
    Organization.objects.filter(pk=alice.organization.pk).update(timezone=timezone)
    clock.instant = at
    (keys,) = [one for one in milestones(alice, deal) if one["title"] == "Pick up the keys"]
    assert (keys["dueDate"], keys["overdue"]) == ("2026-08-31", is_overdue)
    alice.patch(f"{ROUTE}/{deal['id']}/checklist/{keys['id']}", {"done": True})
    (keys,) = [one for one in milestones(alice, deal) if one["id"] == keys["id"]]
    assert not keys["overdue"]


def test_each_deal_has_its_own_checklist(alice: Caller, charlie: Caller, clock: Clock) -> None:
    first, second, foreign = closes(alice, "2026-08-31"), closes(alice, "2026-09-30"), closes(charlie, "2026-10-30")
    seen = [{one["id"] for one in milestones(*pair)} for pair in ((alice, first), (alice, second), (charlie, foreign))]
    assert [len(ids) for ids in seen] == [15, 15, 15]
    assert len(set().union(*seen)) == 45
    assert checklist(alice, second)["closingDate"] == "2026-09-30"


def test_a_checklist_takes_as_many_queries_for_many_milestones_as_for_few(
    alice: Caller, clock: Clock, people: dict[str, Person]
) -> None:
    deal = closes(alice, "2026-08-31")
    numbers = []
    for name in ("alice", "bob"):
        Milestone.objects.filter(number__gt=3 if name == "bob" else 14).update(done_at=NOW, done_by=people[name].user)
        with CaptureQueriesContext(connection) as queries:
            assert sum(one["done"] for one in milestones(alice, deal)) >= 1
        numbers.append(len(queries))
    assert numbers == [4, 4]
