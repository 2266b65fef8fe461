"""Campaigns: how they are started, shown and closed, and what the log keeps."""

from typing import Any

import pytest
from django.db import Error, connection, transaction
from django.test.utils import CaptureQueriesContext

from documents.chattel.models import Campaign, ComplianceEntry, Touch
from tests.clocks import stopped
from tests.documents.chattel.asking import (
    BASE,
    BEHIND,
    INVALID_BODY,
    LOAN,
    NOT_FOUND,
    PLAN,
    log,
    made,
    outside,
    said,
    started,
    told,
    user_of,
)
from tests.documents.chattel.hours import NOON
from tests.matching import A_TIME, an_id
from tests.people import Caller
from workspace.models import Event


@pytest.fixture
def document(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    stopped(monkeypatch, NOON)
    return made(alice, loan=BEHIND)


def opt_out(caller: Caller, document: dict[str, Any], campaign: Any, channel: Any) -> Any:
    body = {"campaignId": campaign["id"] if isinstance(campaign, dict) else campaign, "channel": channel}
    return caller.post(f"{BASE}/{document['id']}/rcm/opt-out", body)


def test_a_started_campaign_is_shown_as_it_was_asked_for(alice: Caller, document: dict[str, Any]) -> None:
    path = f"{BASE}/{document['id']}/rcm"
    body = {**PLAN, "tone": " Kind, but firm ", "notes": " Call\nafter five ", "active": False, "x": 1}
    answer = alice.post(path, body)
    campaign = answer.json()["campaign"]
    assert said(answer) == (
        201,
        {
            "campaign": {
                "id": an_id("cmp"),
                "documentId": document["id"],
                "sms": True,
                "email": True,
                "call": False,
                "tone": "Kind, but firm",
                "cadence": "weekly",
                "notes": "Call\nafter five",
                "active": True,
                "optedOut": [],
                "nextTouchAt": "2026-05-06T16:00:00.000Z",
                "createdAt": "2026-05-06T16:00:00.000Z",
            }
        },
    )
    assert said(alice.get(path)) == (200, {"campaigns": [campaign]})
    newer = started(alice, document)
    assert newer["notes"] is None
    assert said(alice.get(path)) == (200, {"campaigns": [newer, campaign]})
    assert alice.get(f"{BASE}/{document['id']}").json()["document"] == document
    assert Campaign.objects.get(id=campaign["id"]).organization == alice.organization


def test_the_start_of_a_campaign_is_logged(alice: Caller, document: dict[str, Any]) -> None:
    campaign = started(alice, document, tone="Strict!", cadence="now and then", notes="Robin, +16135550100")
    answer = alice.get(f"{BASE}/{document['id']}/compliance")
    detail = {"channels": ["sms", "email"], "tone": "firm", "cadence": "once"}
    assert said(answer) == (
        200,
        {
            "entries": [
                {
                    "id": an_id("log"),
                    "documentId": document["id"],
                    "campaignId": campaign["id"],
                    "action": "campaign_started",
                    "channel": None,
                    "detail": detail,
                    "byId": str(user_of(alice).pk),
                    "at": A_TIME,
                }
            ]
        },
    )
    assert told() == [("document.created", "chattel_document"), ("campaign_started", "campaign")]
    event = Event.objects.latest("id")
    assert (event.subject_id, event.user_id) == (campaign["id"], user_of(alice).pk)
    assert event.data == {"documentId": document["id"], "channel": None, **detail}
    assert alice.get("/v1/workspace/activity").json()["events"][0]["type"] == "campaign_started"


def test_a_campaign_is_refused_while_the_loan_is_not_behind(alice: Caller) -> None:
    for loan, sentence in ((None, "The document has no loan."), (LOAN, "The loan is not BEHIND.")):
        document = made(alice, loan=loan)
        path = f"{BASE}/{document['id']}/rcm"
        assert said(alice.post(path, PLAN)) == (400, {"error": sentence})
        assert said(alice.post(path, {**PLAN, "sms": 1})) == INVALID_BODY, "the shape comes first"
        assert said(alice.get(path)) == (200, {"campaigns": []})
    assert not ComplianceEntry.objects.exists()


NO_PLANS: list[dict[str, Any]] = [
    {"sms": False, "email": False, "call": False}, {"sms": "true"}, {"sms": 1}, {"sms": None}, {"email": 0},
    {"call": []}, {"tone": ""}, {"tone": " "}, {"tone": None}, {"tone": "x" * 81}, {"tone": "a\nb"}, {"tone": 5},
    {"cadence": ""}, {"cadence": "😀" * 81}, {"cadence": None}, {"cadence": ["weekly"]}, {"notes": "x" * 2001},
    {"notes": 5}, {"notes": []},
]  # fmt: skip


@pytest.mark.parametrize("change", NO_PLANS, ids=lambda change: repr(change)[:40])
def test_a_malformed_plan_is_refused(alice: Caller, document: dict[str, Any], change: dict[str, Any]) -> None:
    assert said(alice.post(f"{BASE}/{document['id']}/rcm", {**PLAN, **change})) == INVALID_BODY
    assert not Campaign.objects.exists()


@pytest.mark.parametrize("name", PLAN)
def test_a_plan_that_lacks_a_member_is_refused(alice: Caller, document: dict[str, Any], name: str) -> None:
    body = {key: value for key, value in PLAN.items() if key != name}
    assert said(alice.post(f"{BASE}/{document['id']}/rcm", body)) == INVALID_BODY


@pytest.mark.parametrize("letter", ["x", "😀", "e\u0301"])
def test_limits_are_counted_in_code_points(alice: Caller, document: dict[str, Any], letter: str) -> None:
    tone, notes = (letter * 80)[:80], (letter * 2000)[:2000]
    campaign = started(alice, document, tone=tone, cadence=tone, notes=notes)
    assert (campaign["tone"], campaign["cadence"], campaign["notes"]) == (tone, tone, notes)
    for change in ({"tone": f"{tone}x"}, {"cadence": f"{tone}x"}, {"notes": f"{notes}x"}):
        assert said(alice.post(f"{BASE}/{document['id']}/rcm", {**PLAN, **change})) == INVALID_BODY


def test_opting_out_of_one_channel_after_another_ends_the_campaign(alice: Caller, document: dict[str, Any]) -> None:
    campaign = started(alice, document, call=True)
    closed: list[str] = []
    for channel in ("call", "email", "sms"):
        closed.append(channel)
        answer = opt_out(alice, document, campaign, channel)
        campaign = {
            **campaign,
            channel: False,
            "optedOut": [one for one in ("sms", "email", "call") if one in closed],
            "active": channel != "sms",
            "nextTouchAt": None if channel == "sms" else campaign["nextTouchAt"],
        }
        assert said(answer) == (200, {"campaign": campaign})
        assert said(alice.get(f"{BASE}/{document['id']}/rcm")) == (200, {"campaigns": [campaign]})
    entries = log(alice, document)
    assert [(entry["action"], entry["channel"]) for entry in entries] == [
        ("campaign_started", None), ("opt_out", "call"), ("opt_out", "email"), ("opt_out", "sms"),
    ]  # fmt: skip
    assert entries[1] == {
        "campaignId": campaign["id"],
        "action": "opt_out",
        "channel": "call",
        "detail": {},
        "byId": str(user_of(alice).pk),
    }


def test_opting_out_of_all_channels_ends_the_campaign_once(alice: Caller, document: dict[str, Any]) -> None:
    campaign = started(alice, document)
    closed = {
        **campaign, "sms": False, "email": False, "optedOut": ["sms", "email", "call"], "active": False,
        "nextTouchAt": None,
    }  # fmt: skip
    for channel in ("all", "sms", "all"):
        assert said(opt_out(alice, document, campaign, channel)) == (200, {"campaign": closed})
    assert [entry["action"] for entry in log(alice, document)] == ["campaign_started", "opt_out"]
    assert told()[-1] == ("opt_out", "campaign")


def test_opting_out_of_a_channel_that_was_never_on_is_recorded(alice: Caller, document: dict[str, Any]) -> None:
    campaign = started(alice, document)
    answer = opt_out(alice, document, campaign, "call")
    assert said(answer) == (200, {"campaign": {**campaign, "optedOut": ["call"]}})


def test_an_opt_out_from_a_campaign_of_another_document_is_refused(
    alice: Caller, bob: Caller, document: dict[str, Any]
) -> None:
    campaign = started(alice, document)
    other, foreign = made(alice, loan=BEHIND), made(bob, loan=BEHIND)
    for caller, where in ((alice, other), (bob, foreign), (bob, document)):
        assert said(opt_out(caller, where, campaign, "all")) == NOT_FOUND
    for identifier in ("cmp_x", "x", "cmp_01m80tkrzce099ch7xef92b8vw", document["id"]):
        assert said(opt_out(alice, document, identifier, "all")) == NOT_FOUND
    assert Campaign.objects.get().active
    for method, path in (("get", "rcm"), ("post", "rcm"), ("get", "compliance")):
        assert said(getattr(bob, method)(f"{BASE}/{document['id']}/{path}")) == NOT_FOUND


@pytest.mark.parametrize("channel", ["", "fax", "SMS", None, 5, ["sms"], True])
def test_an_opt_out_from_an_unknown_channel_is_refused(alice: Caller, document: dict[str, Any], channel: Any) -> None:
    campaign = started(alice, document)
    assert said(opt_out(alice, document, campaign, channel)) == INVALID_BODY
    for body in ({}, {"channel": "sms"}, {"campaignId": campaign["id"]}, {"campaignId": 5, "channel": "sms"}):
        assert said(alice.post(f"{BASE}/{document['id']}/rcm/opt-out", body)) == INVALID_BODY
    assert Campaign.objects.get().opted_out == []


def test_the_log_stays_when_the_document_goes(alice: Caller, document: dict[str, Any]) -> None:
    opt_out(alice, document, started(alice, document), "sms")
    assert alice.delete(f"{BASE}/{document['id']}").status_code == 204
    assert not Campaign.objects.exists()
    assert not Touch.objects.exists()
    assert list(ComplianceEntry.objects.order_by("number").values_list("number", "action")) == [
        (1, "campaign_started"), (2, "opt_out"),
    ]  # fmt: skip
    assert [entry["action"] for entry in log(alice, document)] == ["campaign_started", "opt_out"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE documents_complianceentry SET action = 'x'",
        "DELETE FROM documents_complianceentry",
        "TRUNCATE documents_complianceentry",
        "TRUNCATE documents_complianceentry RESTART IDENTITY CASCADE",
    ],
)
def test_the_log_cannot_be_changed(alice: Caller, document: dict[str, Any], statement: str) -> None:
    started(alice, document)
    before = list(ComplianceEntry.objects.values())
    with pytest.raises(Error, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert list(ComplianceEntry.objects.values()) == before


def test_nothing_of_the_borrower_is_in_what_stays(alice: Caller, document: dict[str, Any]) -> None:
    opt_out(alice, document, started(alice, document, notes="Robin", cadence="Robin", tone="Robin"), "all")
    alice.delete(f"{BASE}/{document['id']}")
    with connection.cursor() as cursor:
        for table in ("documents_complianceentry", "workspace_event"):
            cursor.execute(f"SELECT to_jsonb(t)::text FROM {table} t")
            text = " ".join(row for (row,) in cursor.fetchall()).lower()
            assert "campaign" in text
            assert not [one for one in ("robin", "5550100", "example.com") if one in text]


def test_pages_take_no_more_queries_than_rows(alice: Caller, document: dict[str, Any]) -> None:
    def count(path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert alice.get(f"{BASE}/{document['id']}/{path}").status_code == 200
        return len(captured)

    started(alice, document)
    few = count("rcm"), count("compliance")
    for _ in range(4):
        started(alice, document)
    assert (count("rcm"), count("compliance")) == few
    body = alice.get(f"{BASE}/{document['id']}/compliance?limit=2").json()
    assert len(body["entries"]) == 2
    rest = alice.get(f"{BASE}/{document['id']}/compliance?limit=3&cursor={body['nextCursor']}").json()
    assert (len(rest["entries"]), set(rest)) == (3, {"entries"})


def test_a_document_without_an_organization_has_campaigns(alice: Caller, bob: Caller, document: dict[str, Any]) -> None:
    started(outside(alice), document)
    assert Campaign.objects.get().organization is None
