"""DOCUMENT_SIGNED moves a deal on, by the kind of the form and what the agreement says."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from documents import packs
from documents.deals.actions import record_signed
from documents.deals.jobs import advance_deal, spawn_checklist
from documents.deals.models import Deal, StageChange
from documents.paper.models import Document
from safeclose.actors import SYSTEM
from tests.clocks import Clock, stopped
from tests.delivery import delivered
from tests.documents.deals.asking import (
    LEASE,
    NOW,
    PURCHASE,
    STAGES,
    canonical,
    events,
    made,
    patch,
    shown,
    signed,
    told,
)
from tests.paper import generated, send
from tests.people import Caller
from workspace.models import Event, Organization

pytestmark = pytest.mark.usefixtures("equal_documents_made_once")

PURCHASES = ("on/freehold-purchase", "on/condo-purchase")
LEASES = ("on/freehold-lease", "on/condo-lease")
WAIVERS = {"ahead": "2026-05-05", "today": "2026-05-04", "past": "2026-05-03"}
FORMS = [*(pack.key for pack in packs.every()), "template/tpl_01h455vb4pex5vsknk084sn02q"]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return stopped(monkeypatch, NOW)


def expected(form: str, stage: str, waiver: str) -> str:
    """By hand: what the contract says."""
    if stage in ("closed", "lost"):
        return stage
    if form in PURCHASES:
        target = "firm" if waiver == "past" else "conditional"
    elif form in LEASES:
        target = "firm"
    else:
        return stage
    return STAGES[max(STAGES.index(stage), STAGES.index(target))]


# Only purchases have conditions.
CASES = [(form, waiver) for form in FORMS for waiver in (WAIVERS if form in PURCHASES else ["past"])]


@pytest.mark.parametrize(("form", "waiver"), CASES)
def test_a_signed_form_moves_a_deal_as_its_kind_says_from_every_stage(
    alice: Caller, clock: Clock, form: str, waiver: str
) -> None:
    for stage in STAGES:
        deal = made(alice)
        Deal.objects.filter(id=deal["id"]).update(stage=stage)
        data = {"fields": {}} if form.startswith("template/") else canonical(form)
        if form in PURCHASES:
            data = canonical(form, waivers=[WAIVERS["past"], WAIVERS[waiver]])
        event = told(signed(alice, deal, form, data))
        after = expected(form, stage, waiver)
        found = shown(alice, deal)
        assert found["stage"] == after, stage
        moves = [] if after == stage else [(stage, after, event.id)]
        assert [(one["fromStage"], one["toStage"], one["eventId"]) for one in found["history"]] == moves


def test_the_tests_know_the_kind_of_every_form(alice: Caller) -> None:
    kinds = {pack.key: pack.transaction_type for pack in packs.every()}
    assert {key for key, kind in kinds.items() if kind == "purchase"} == set(PURCHASES)
    assert {key for key, kind in kinds.items() if kind == "lease"} == set(LEASES)
    assert set(kinds.values()) == {"purchase", "lease", "listing", "application"}


@pytest.mark.parametrize("waivers", [[], ["2026-05-03"], ["2026-05-03", "2026-05-03"]])
def test_a_signed_purchase_without_an_open_condition_is_firm(alice: Caller, clock: Clock, waivers: list[str]) -> None:
    deal = made(alice)
    told(signed(alice, deal, data=canonical(waivers=waivers)))
    assert shown(alice, deal)["stage"] == "firm"


@pytest.mark.parametrize(
    ("timezone", "at", "stage"),
    [
        # The waiver date is 4 May: its last minute, and the first of the day after, where the organization is.
        ("America/Toronto", datetime(2026, 5, 5, 3, 59, 59, 999000, tzinfo=UTC), "conditional"),
        ("America/Toronto", datetime(2026, 5, 5, 4, 0, tzinfo=UTC), "firm"),
        ("America/Vancouver", datetime(2026, 5, 5, 6, 59, 59, 999000, tzinfo=UTC), "conditional"),
        ("America/Vancouver", datetime(2026, 5, 5, 7, 0, tzinfo=UTC), "firm"),
        ("Pacific/Auckland", datetime(2026, 5, 4, 11, 59, 59, 999000, tzinfo=UTC), "conditional"),
        ("Pacific/Auckland", datetime(2026, 5, 4, 12, 0, tzinfo=UTC), "firm"),
        ("UTC", datetime(2026, 5, 4, 23, 59, 59, 999000, tzinfo=UTC), "conditional"),
        ("UTC", datetime(2026, 5, 5, tzinfo=UTC), "firm"),
    ],
)
def test_a_condition_is_open_until_its_last_day_is_over(
    alice: Caller, timezone: str, at: datetime, stage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped(monkeypatch, at)
    Organization.objects.filter(pk=alice.organization.pk).update(timezone=timezone)
    deal = made(alice)
    told(signed(alice, deal, data=canonical(waivers=["2026-05-04"])))
    assert shown(alice, deal)["stage"] == stage


def test_conditions_are_judged_at_the_time_of_signing(alice: Caller, clock: Clock) -> None:
    deal = made(alice)
    document = signed(alice, deal, data=canonical(waivers=["2026-05-04"]))
    clock.move(days=9)
    event = told(document)
    assert shown(alice, deal)["stage"] == "conditional"
    clock.move(days=9)
    advance_deal(event)
    assert shown(alice, deal)["stage"] == "conditional"
    assert patch(alice, deal, {"stage": "firm"})["stage"] == "firm", "a person moves it on"


def test_one_event_is_published_for_a_move(alice: Caller, clock: Clock) -> None:
    deal = made(alice)
    event = told(signed(alice, deal, data=canonical(waivers=[])))
    for _ in range(3):
        advance_deal(event)
        spawn_checklist(event)
    data = {"title": deal["title"], "type": "purchase", "stage": "firm"}
    assert events("deal.stage_changed") == [{**data, "from": "new", "to": "firm", "eventId": event.id}]
    moved = Event.objects.get(type="deal.stage_changed")
    assert (moved.subject_id, moved.organization_id) == (deal["id"], alice.organization.pk)
    assert moved.actor == {"kind": "system", "id": "system", "name": "Safeclose"}


def test_two_agreements_make_two_moves(alice: Caller, clock: Clock) -> None:
    deal = made(alice)
    told(signed(alice, deal, data=canonical(waivers=["2026-06-01"])))
    told(signed(alice, deal, data=canonical(waivers=[])))
    told(signed(alice, deal, data=canonical(waivers=["2026-06-01"])))
    assert [one["toStage"] for one in shown(alice, deal)["history"]] == ["conditional", "firm"]


def test_events_without_a_deal_move_nothing(alice: Caller, charlie: Caller, clock: Clock) -> None:
    deal, foreign = made(alice), made(charlie)
    told(signed(alice, None))
    told(signed(charlie, foreign))
    unsigned = Document.objects.create(organization=alice.organization, form_key=PURCHASE, deal_id=deal["id"])
    for document_id in (unsigned.id, "doc_01h455vb4pex5vsknk084sn02q"):
        record_signed(document_id=document_id, event_id="evt_01h455vb4pex5vsknk084sn02q", by=SYSTEM)
    assert shown(alice, deal)["stage"] == "new"
    assert shown(charlie, foreign)["stage"] == "conditional"
    assert StageChange.objects.count() == 1


@pytest.mark.parametrize(("form", "stage"), [(PURCHASE, "conditional"), (LEASE, "firm")])
def test_signing_a_document_moves_its_deal(alice: Caller, form: str, stage: str) -> None:
    deal = made(alice, type="lease" if form == LEASE else "purchase")
    document = generated(alice, formKey=form, canonical=canonical(form), dealId=deal["id"])
    send(alice, document).sign()
    assert shown(alice, deal)["stage"] == "new", "nothing before the event is delivered"
    assert Event.objects.get(type="DOCUMENT_SIGNED").data["dealId"] == deal["id"]
    assert delivered(advance_deal) == delivered(spawn_checklist) == 1
    found = shown(alice, deal)
    assert found["stage"] == stage
    assert found["documents"][0]["status"] == "FULLY_SIGNED"
    assert alice.get(f"/api/deals/{deal['id']}/checklist").status_code == 200


@pytest.mark.parametrize("sql", ["UPDATE documents_stagechange SET by_id = '1'", "DELETE FROM documents_stagechange"])
def test_the_database_refuses_to_change_or_delete_a_move(alice: Caller, sql: str) -> None:
    patch(alice, made(alice), {"stage": "firm"})
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
