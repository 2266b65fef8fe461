"""Many at once: one move, one checklist, one event of each."""

from collections import Counter

from documents.deals.checklists.models import Checklist, Milestone
from documents.deals.jobs import advance_deal, spawn_checklist
from documents.deals.models import StageChange
from tests.documents.deals.asking import ROUTE, canonical, checklist, closes, events, made, milestones, shown, signed
from tests.people import Caller
from tests.racing import at_once
from workspace.models import Event


def news(caller: Caller, deal: dict[str, object], closing: str) -> Event:
    """DOCUMENT_SIGNED of an agreement, that nobody has handled yet."""
    document = signed(caller, deal, data=canonical(closing=closing, waivers=[]))
    return Event.objects.create(
        type="DOCUMENT_SIGNED", subject_type="envelope", subject_id=f"env_{closing}", actor={"kind": "signer"},
        data={"documentId": document.id},
    )  # fmt: skip


def test_one_event_handled_ten_times_at_once_moves_a_deal_once(owner: Caller) -> None:
    deal = made(owner)
    event = news(owner, deal, "2030-08-30")
    at_once([lambda: advance_deal(event)] * 10 + [lambda: spawn_checklist(event)] * 10)
    found = shown(owner, deal)
    assert [one["toStage"] for one in found["history"]] == ["firm"]
    assert (found["stage"], found["closingDate"]) == ("firm", "2030-08-30")
    assert (Checklist.objects.count(), Milestone.objects.count(), StageChange.objects.count()) == (1, 15, 1)
    told = Counter(Event.objects.exclude(type="DOCUMENT_SIGNED").values_list("type", flat=True))
    assert told == dict.fromkeys(("deal.created", "deal.updated", "deal.stage_changed", "checklist.spawned"), 1)


def test_ten_agreements_signed_at_once_make_one_chain_of_moves(owner: Caller) -> None:
    deal = made(owner)
    happened = [news(owner, deal, f"2030-08-{day}") for day in range(12, 17)]
    calls = [lambda event=event, run=run: run(event) for event in happened for run in (advance_deal, spawn_checklist)]
    at_once(calls)
    assert [one["toStage"] for one in shown(owner, deal)["history"]] == ["firm"]
    assert len(events("deal.stage_changed")) == len(events("checklist.spawned")) == 1
    assert checklist(owner, deal)["closingDate"] in {f"2030-08-{day}" for day in range(12, 17)}
    assert Milestone.objects.count() == 15


def test_moves_by_people_and_by_signed_documents_at_once_make_one_chain(owner: Caller) -> None:
    deal = made(owner)
    event = news(owner, deal, "2030-08-30")
    path = f"{ROUTE}/{deal['id']}"
    stages = ["offer_submitted", "conditional", "firm", "closing", "closed", "lost"]
    moves = [lambda stage=stage: owner.patch(path, {"stage": stage}).status_code for stage in stages]
    answers = at_once([*moves, *[lambda: advance_deal(event)] * 3, *[lambda: spawn_checklist(event)] * 3])
    assert set(answers) <= {200, 409, None}
    found = shown(owner, deal)
    chain = ["new", *(one["toStage"] for one in found["history"])]
    assert [one["fromStage"] for one in found["history"]] == chain[:-1]
    assert chain[-1] == found["stage"]
    assert chain == sorted(chain, key=["new", *stages].index)
    assert len(events("deal.stage_changed")) == len(found["history"])
    assert found["stage"] in ("closed", "lost"), "whichever came last"


def test_a_milestone_marked_at_once_by_many_is_done_once(owner: Caller) -> None:
    deal = closes(owner, "2030-08-30")
    path = f"{ROUTE}/{deal['id']}/checklist/{milestones(owner, deal)[0]['id']}"
    assert sorted(at_once([lambda: owner.patch(path, {"done": True}).status_code] * 6)) == [200, *[409] * 5]
    assert len(events("milestone.done")) == 1


def test_a_closing_date_changed_meanwhile_moves_no_milestone_that_is_done(owner: Caller) -> None:
    deal = closes(owner, "2030-08-30")
    path, ids = f"{ROUTE}/{deal['id']}", [one["id"] for one in milestones(owner, deal)]
    moving = [lambda day=day: owner.patch(path, {"closingDate": f"2030-09-{day}"}).status_code for day in (10, 11, 12)]
    doing = [lambda one=one: owner.patch(f"{path}/checklist/{one}", {"done": True}).status_code for one in ids[:5]]
    assert set(at_once([*moving, *doing])) == {200}
    closing = checklist(owner, deal)["closingDate"]
    rows = list(Milestone.objects.filter(done_at=None))
    assert len(rows) == 10
    assert {str(row.due_date) for row in rows if row.offset_days == 0} == {closing}
