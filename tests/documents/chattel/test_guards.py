"""The database's own rules for chattel documents and all that hangs on them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from documents.chattel.models import Campaign, ChattelDocument, Comment, ComplianceEntry, Loan, Touch
from safeclose import clock
from tests.documents.chattel.asking import BEHIND, made, started, user_of
from tests.guards import named, refuses
from tests.people import Caller

NOW = datetime(2026, 5, 1, tzinfo=UTC)
CLOSED = {"sms": False, "email": False, "call": False}
CASES: list[tuple[type[Any], str, dict[str, Any]]] = [
    (ChattelDocument, "chattel_type_is_known", {"chattel_type": "boat"}),
    (ChattelDocument, "chattel_has_a_title", {"title": ""}),
    (ChattelDocument, "chattel_is_not_updated_before_it_is_made", {"updated_at": NOW - timedelta(days=9999)}),
    (Loan, "loan_status_is_known", {"status": "LATE"}),
    (Loan, "loan_currency_has_three_letters", {"currency": "usd"}),
    (Loan, "loan_original_amount_is_in_bounds", {"original_amount": -1}),
    (Loan, "loan_remaining_amount_is_in_bounds", {"remaining_amount": -1}),
    (Comment, "comment_says_something", {"text": ""}),
    (Campaign, "active_campaign_has_a_channel", CLOSED),
    (Campaign, "inactive_campaign_has_no_touch_ahead", {"active": False}),
    (Campaign, "campaign_keeps_out_of_opted_out_channels", {"opted_out": ["sms"]}),
    (Campaign, "campaign_keeps_out_of_opted_out_channels", {"opted_out": ["sms", "email"], "sms": False}),
    (Campaign, "campaign_keeps_out_of_opted_out_channels", {"opted_out": ["call"], "call": True}),
    (Touch, "touch_status_is_known", {"status": "lost"}),
    (Touch, "touch_goes_by_sms_or_email", {"channel": "call"}),
    (Touch, "touch_that_is_sent_was_claimed", {"status": "sent"}),
    (Touch, "touch_that_is_sent_was_claimed", {"status": "sending"}),
]


@pytest.fixture
def stocked(alice: Caller) -> str:
    """One row of each."""
    document = made(alice, loan=BEHIND)
    campaign = started(alice, document)
    Touch.objects.create(campaign_id=campaign["id"], number=1, channel="sms")
    Comment.objects.create(document_id=document["id"], number=1, author=user_of(alice), author_name="A", text="x")
    identifier: str = document["id"]
    return identifier


@pytest.mark.parametrize(("model", "name", "changes"), CASES, ids=lambda value: str(value)[:50])
def test_the_database_refuses_an_impossible_row(stocked: str, model: Any, name: str, changes: dict[str, Any]) -> None:
    refuses(model.objects.all(), name, changes)


@pytest.mark.parametrize("amount", ["original_amount", "remaining_amount"])
def test_the_database_holds_amounts_of_twelve_digits(stocked: str, amount: str) -> None:
    Loan.objects.update(**{amount: 10**12 - 1})
    with pytest.raises(Exception, match=r"out of range|overflow|digits|12"), transaction.atomic():
        Loan.objects.update(**{amount: 10**12})


def test_the_database_refuses_a_second_row_of_what_is_unique(stocked: str) -> None:
    campaign, comment = Campaign.objects.get(), Comment.objects.get()
    twice: list[tuple[str, Any]] = [
        ("touch_is_made_once", Touch(campaign=campaign, number=1, channel="sms")),
        (
            "comments_of_a_document_are_numbered",
            Comment(document_id=stocked, number=1, author_id=comment.author_id, author_name="A", text="x"),
        ),
        (
            "compliance_log_is_numbered",
            ComplianceEntry(document_id=stocked, number=1, campaign_id=campaign.id, action="x", by_id="1"),
        ),
    ]
    for name, row in twice:
        with pytest.raises(IntegrityError, match=f'constraint "{name}"'), transaction.atomic():
            row.save(force_insert=True)
    known = {"fax": "compliance_entry_channel_is_known"}
    for channel, name in known.items():
        entry = ComplianceEntry(
            document_id=stocked,
            number=9,
            campaign_id=campaign.id,
            action="x",
            by_id="1",
            channel=channel,
            at=clock.now(),
        )
        with pytest.raises(IntegrityError, match=f'constraint "{name}"'), transaction.atomic():
            entry.save(force_insert=True)


def test_every_constraint_is_tested_here() -> None:
    covered = {(model, name) for model, name, _ in CASES} | {
        (Touch, "touch_is_made_once"),
        (Comment, "comments_of_a_document_are_numbered"),
        (ComplianceEntry, "compliance_log_is_numbered"),
        (ComplianceEntry, "compliance_entry_channel_is_known"),
    }
    assert covered == named([ChattelDocument, Loan, Comment, Campaign, Touch, ComplianceEntry])
