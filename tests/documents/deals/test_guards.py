"""The database's own rules for deals and checklists."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from documents.deals.checklists.models import Checklist, ChecklistTemplate, Milestone, TemplateMilestone
from documents.deals.models import Deal, StageChange
from tests.documents.deals.asking import closes, made
from tests.guards import Case, named, refuses
from tests.people import Caller, Person

NOW = datetime(2026, 5, 1, tzinfo=UTC)
CASES: list[Case] = [
    (Deal, "deal_type_is_known", {"type": "gift"}),
    (Deal, "deal_stage_is_known", {"stage": "FIRM"}),
    (Deal, "deal_has_a_title", {"title": ""}),
    (Deal, "deal_is_not_updated_before_it_is_made", {"updated_at": NOW - timedelta(days=9999)}),
    (TemplateMilestone, "template_milestone_is_within_ten_years", {"offset_days": 3651}),
    (TemplateMilestone, "template_milestone_is_within_ten_years", {"offset_days": -3651}),
]


@pytest.mark.parametrize(("model", "name", "changes"), CASES, ids=lambda value: str(value)[:50])
def test_the_database_refuses_an_impossible_row(alice: Caller, model: Any, name: str, changes: dict[str, Any]) -> None:
    made(alice)
    refuses(model.objects.filter(pk=model.objects.first().pk), name, changes)


def test_the_database_refuses_a_second_row_of_what_is_unique(alice: Caller, people: dict[str, Person]) -> None:
    deal = Deal.objects.get(id=closes(alice, "2030-08-30")["id"])
    moved, checklist = StageChange.objects.get(), Checklist.objects.get()
    user = people["alice"].user

    def move(before: str, after: str) -> StageChange:
        return StageChange(deal=deal, from_stage=before, to_stage=after, by_kind="user", by_id="1")

    again = move("new", "firm")
    again.event_id = moved.event_id
    own = {"checklist": checklist, "title": "x", "offset_days": 0, "due_date": NOW.date()}
    rows: list[tuple[str, Any]] = [
        ("stage_change_is_caused_once", again),
        ("stage_change_is_between_known_stages", move("new", "gone")),
        ("stage_change_is_between_known_stages", move("gone", "new")),
        ("stage_change_leads_to_another_stage", move("firm", "firm")),
        ("documents_checklist_deal_id_key", Checklist(deal=deal, title="x", event_id=moved.event_id)),
        ("milestones_of_a_checklist_are_numbered", Milestone(number=1, **own)),
        ("milestone_is_done_by_someone_only_when_done", Milestone(number=99, done_by=user, **own)),
        ("deal_type_has_one_checklist_template", ChecklistTemplate(deal_type="sale", title="x")),
        ("checklist_template_is_for_a_known_type", ChecklistTemplate(deal_type="gift", title="x")),
    ]
    for name, row in rows:
        with pytest.raises(IntegrityError, match=f'constraint "{name}"'), transaction.atomic():
            row.save(force_insert=True)
    models = (Deal, StageChange, Checklist, Milestone, ChecklistTemplate, TemplateMilestone)
    tried = {name for _, name, _ in CASES} | {name for name, _ in rows} - {"documents_checklist_deal_id_key"}
    assert tried == {name for _, name in named(models)}


def test_a_deal_may_have_many_moves_without_an_event(alice: Caller) -> None:
    deal = made(alice)
    for stage in ("conditional", "firm", "closed"):
        assert alice.patch(f"/api/deals/{deal['id']}", {"stage": stage}).status_code == 200
    assert StageChange.objects.filter(event_id=None).count() == 3


def test_the_database_refuses_to_delete_a_deal_with_documents(alice: Caller) -> None:
    closes(alice, "2030-08-30")
    with pytest.raises(ProtectedError):
        Deal.objects.all().delete()
