"""The closing checklist: when it comes, what it is copied from, and when everything is due."""

from datetime import date, timedelta

import pytest

from documents.deals.checklists.models import Checklist, ChecklistTemplate, Milestone, TemplateMilestone
from documents.deals.jobs import spawn_checklist
from documents.deals.models import Deal
from tests.clocks import Clock, stopped
from tests.documents.deals.asking import (
    LEASE,
    NOW,
    ROUTE,
    canonical,
    checklist,
    closes,
    events,
    made,
    milestones,
    patch,
    shown,
    signed,
    told,
)
from tests.people import Caller

TEMPLATE = "template/tpl_01h455vb4pex5vsknk084sn02q"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return stopped(monkeypatch, NOW)


STANDARD = {
    "purchase": ("Standard Purchase Closing", 15),
    "sale": ("Standard Sale Closing", 13),
    "lease": ("Standard Lease Start", 12),
}


@pytest.mark.parametrize("type", STANDARD)
def test_a_checklist_is_made_from_the_template_of_the_deals_type(alice: Caller, clock: Clock, type: str) -> None:
    deal = made(alice, type=type)
    event = told(signed(alice, deal, LEASE if type == "lease" else "on/condo-purchase"))
    title, number = STANDARD[type]
    found = checklist(alice, deal)
    assert (found["title"], len(found["before"]) + len(found["after"])) == (title, number)
    template = TemplateMilestone.objects.filter(template__deal_type=type)
    assert [one["title"] for one in milestones(alice, deal)] == [one.title for one in template]
    assert len({one.title for one in template}) == number
    assert min(one.offset_days for one in template) < 0 < max(one.offset_days for one in template)
    row = Checklist.objects.get()
    assert (row.deal_id, row.event_id) == (deal["id"], event.id)


def test_each_type_has_one_template(alice: Caller) -> None:
    rows = ChecklistTemplate.objects.order_by("id")
    assert {row.deal_type: (row.title, row.milestones.count()) for row in rows} == STANDARD
    assert set(STANDARD) == set(Deal.Type.values)


def offsets() -> list[int]:
    return [one.offset_days for one in Milestone.objects.all()]


@pytest.mark.parametrize(
    "closing", ["2026-08-31", "2028-02-29", "2027-03-01", "2027-01-01", "2026-11-01", "2199-12-31"]
)
def test_due_is_so_many_days_from_the_closing(alice: Caller, clock: Clock, closing: str) -> None:
    deal = closes(alice, closing)
    due = [date.fromisoformat(one["dueDate"]) for one in milestones(alice, deal)]
    assert due == sorted(due)
    assert [(day - date.fromisoformat(closing)).days for day in due] == offsets()


@pytest.mark.parametrize(
    ("closing", "offset", "due"),
    [
        ("2026-03-31", -30, "2026-03-01"),
        ("2028-03-31", -31, "2028-02-29"),
        ("2027-03-01", -1, "2027-02-28"),
        ("2028-03-01", -1, "2028-02-29"),
        ("2028-02-29", 366, "2029-03-01"),
        ("2028-02-29", -365, "2027-03-01"),
        ("2026-12-31", 1, "2027-01-01"),
        # Clocks change on 8 March and 1 November 2026: a day stays a day.
        ("2026-03-09", -1, "2026-03-08"),
        ("2026-10-31", 1, "2026-11-01"),
    ],
)
def test_due_dates_count_calendar_days(alice: Caller, clock: Clock, closing: str, offset: int, due: str) -> None:
    TemplateMilestone.objects.exclude(pk=TemplateMilestone.objects.latest("pk").pk).delete()
    template = ChecklistTemplate.objects.get(deal_type="purchase")
    TemplateMilestone.objects.update(template=template, offset_days=offset)
    assert [one["dueDate"] for one in milestones(alice, closes(alice, closing))] == [due]


@pytest.mark.parametrize(
    ("form", "own", "said", "day"),
    [
        ("on/freehold-purchase", None, "2026-08-31", "2026-08-31"),
        ("on/freehold-purchase", "2026-08-31", "2026-08-31", "2026-08-31"),
        ("on/freehold-purchase", "2026-01-01", "2026-08-31", "2026-08-31"),
        (LEASE, None, "2026-09-01", "2026-09-01"),
        (LEASE, "2026-01-01", "2026-09-01", "2026-09-01"),
        (TEMPLATE, "2026-10-01", None, "2026-10-01"),
    ],
)
def test_the_day_is_the_agreements_and_becomes_the_deals(
    alice: Caller, clock: Clock, form: str, own: str | None, said: str | None, day: str
) -> None:
    deal = made(alice, closingDate=own)
    told(signed(alice, deal, form, canonical(form, closing=said) if said else {"fields": {}}))
    assert shown(alice, deal)["closingDate"] == checklist(alice, deal)["closingDate"] == day
    assert [one["changed"] for one in events("deal.updated")] == ([] if own == day else [["closingDate"]])


@pytest.mark.parametrize("form", ["on/listing-sale", "on/listing-lease", "on/rental-application"])
def test_a_form_without_a_closing_makes_no_checklist(alice: Caller, clock: Clock, form: str) -> None:
    deal = made(alice, closingDate="2026-08-31")
    told(signed(alice, deal, form))
    assert alice.get(f"{ROUTE}/{deal['id']}/checklist").status_code == 404
    assert shown(alice, deal)["closingDate"] == "2026-08-31"


def test_a_deal_without_a_closing_date_gets_no_checklist(alice: Caller, clock: Clock) -> None:
    deal = made(alice)
    told(signed(alice, deal, TEMPLATE, {"fields": {}}))
    assert not Checklist.objects.exists()
    told(signed(alice, deal, data=canonical(closing="2026-08-31")))
    assert checklist(alice, deal)["closingDate"] == "2026-08-31"


@pytest.mark.parametrize("stage", ["closed", "lost"])
def test_an_ended_deal_gets_no_checklist(alice: Caller, clock: Clock, stage: str) -> None:
    deal = made(alice)
    patch(alice, deal, {"stage": stage})
    told(signed(alice, deal))
    assert not Checklist.objects.exists()
    assert shown(alice, deal)["closingDate"] is None


def test_a_deal_gets_one_checklist_whatever_is_signed_later(alice: Caller, clock: Clock) -> None:
    deal = closes(alice, "2026-08-31")
    before = milestones(alice, deal)
    event = told(signed(alice, deal, data=canonical(closing="2026-09-30")))
    spawn_checklist(event)
    assert milestones(alice, deal) == before
    assert shown(alice, deal)["closingDate"] == "2026-08-31", "from now on people change it"
    data = {"title": deal["title"], "type": "purchase", "stage": "firm", "checklistId": Checklist.objects.get().id}
    assert events("checklist.spawned") == [{**data, "closingDate": "2026-08-31", "milestones": 15}]


def test_editing_a_template_changes_no_checklist_that_is_there(alice: Caller, clock: Clock) -> None:
    first = closes(alice, "2026-08-31")
    before = checklist(alice, first)
    template = ChecklistTemplate.objects.get(deal_type="purchase")
    TemplateMilestone.objects.filter(template=template, offset_days__lt=0).delete()
    TemplateMilestone.objects.filter(template=template).update(title="Anew", offset_days=1)
    ChecklistTemplate.objects.filter(pk=template.pk).update(title="Ours")
    assert checklist(alice, first) == before
    second = checklist(alice, closes(alice, "2026-08-31"))
    assert (second["title"], second["before"]) == ("Ours", [])
    assert {(one["title"], one["dueDate"]) for one in second["after"]} == {("Anew", "2026-09-01")}
    ChecklistTemplate.objects.all().delete()
    assert checklist(alice, first) == before


def test_without_a_template_the_job_fails_and_changes_nothing(alice: Caller, clock: Clock) -> None:
    ChecklistTemplate.objects.all().delete()
    deal = made(alice)
    with pytest.raises(ChecklistTemplate.DoesNotExist):
        told(signed(alice, deal, data=canonical(closing="2026-08-31", waivers=[])))
    assert shown(alice, deal)["closingDate"] is None, "all or nothing"
    assert shown(alice, deal)["stage"] == "firm", "one that fails holds up no other"


def test_another_closing_date_moves_what_is_not_done(alice: Caller, clock: Clock) -> None:
    deal = closes(alice, "2026-08-31")
    before = milestones(alice, deal)
    done = f"{ROUTE}/{deal['id']}/checklist/{before[0]['id']}"
    assert alice.patch(done, {"done": True}).status_code == 200
    patch(alice, deal, {"closingDate": "2026-09-10"})
    after = milestones(alice, deal)
    assert after[0]["dueDate"] == before[0]["dueDate"]
    moved = [str(date.fromisoformat(one["dueDate"]) + timedelta(days=10)) for one in before[1:]]
    assert [one["dueDate"] for one in after[1:]] == moved
    assert checklist(alice, deal)["closingDate"] == "2026-09-10"
    data = {"title": deal["title"], "type": "purchase", "stage": "firm", "closingDate": "2026-09-10"}
    assert events("checklist.moved") == [{**data, "milestones": 14}]
    assert alice.patch(done, {"done": False}).json()["dueDate"] == str(date(2026, 9, 10) - timedelta(days=45))


def test_another_title_moves_no_due_date(alice: Caller, clock: Clock) -> None:
    deal = closes(alice, "2026-08-31")
    before = milestones(alice, deal)
    patch(alice, deal, {"title": "House", "stage": "closing"})
    assert milestones(alice, deal) == before
    assert events("checklist.moved") == []
