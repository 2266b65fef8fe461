"""Every business rule of a purchase, on both sides of its edge.

The fixed days: offer 2 June 2026, open until 4 June, completion 17 August 2026 (a Monday).
"""

from typing import Any

import pytest

from documents import packs
from documents.packs import Code, Issue
from documents.packs.toolkit.reading import Reading
from tests.documents.packs.conftest import TODAY
from tests.documents.packs.editing import changed

PURCHASE = packs.get("on/freehold-purchase")
SAMPLE = PURCHASE.sample(TODAY)
PRICE = SAMPLE["money"]["priceCents"]
FURTHER = SAMPLE["money"]["furtherDeposits"][0]["amountCents"]

COMPLETION, UNTIL = "dates.completionDate", "dates.irrevocableUntil"
REQUISITION, WAIVER = "dates.requisitionDate", "conditions.1.waiverDate"
DUE, FURTHER_DUE = "money.deposit.dueDate", "money.furtherDeposits.0.dueDate"
AMOUNT, TIMING = "money.deposit.amountCents", "money.deposit.timing"
REPRESENTS = "brokerages.cooperating.represents"

HOLDS: list[dict[str, Any]] = [
    {COMPLETION: "2026-08-17"},
    {COMPLETION: "2026-08-14"},
    {AMOUNT: PRICE - FURTHER},
    {TIMING: "on_date", DUE: "2026-06-02"},
    {TIMING: "on_date", DUE: "2026-08-17"},
    {FURTHER_DUE: "2026-06-02"},
    {FURTHER_DUE: "2026-08-17"},
    {UNTIL: "2026-06-02T00:00:00-04:00"},
    {UNTIL: "2026-06-02T04:00:00Z"},
    {UNTIL: "2026-08-17T23:59:00-04:00"},
    {UNTIL: "2026-08-18T03:59:00Z"},
    {REQUISITION: "2026-06-02"},
    {REQUISITION: "2026-08-16"},
    {WAIVER: "2026-06-02"},
    {WAIVER: "2026-08-17"},
    {"property.address.postalCode": "k1a0b1"},
    {"property.address.postalCode": "P0T 2Z0"},
    {"spousalConsent": {"status": "given", "spouses": ["Ana"]}},
    {"spousalConsent": {"status": "not_needed", "spouses": []}},
    {"brokerages.listing.represents": "both", REPRESENTS: "nobody"},
    {"brokerages.listing.represents": "seller", REPRESENTS: "buyer"},
]

BETWEEN = "A deposit is due between the offer and completion."
CONDITION = "A condition ends between the offer and completion."
BROKEN: list[tuple[dict[str, Any], Issue]] = [
    (
        {COMPLETION: "2026-08-15"},
        Issue(COMPLETION, Code.NOT_A_BUSINESS_DAY, "Saturday, 15 August 2026 is not a business day."),
    ),
    (
        {COMPLETION: "2026-10-12"},
        Issue(COMPLETION, Code.NOT_A_BUSINESS_DAY, "Monday, 12 October 2026 is not a business day: Thanksgiving Day."),
    ),
    (
        {AMOUNT: PRICE - FURTHER + 1},
        Issue(AMOUNT, Code.DEPOSIT_EXCEEDS_PRICE, "The deposits together are more than the price."),
    ),
    (
        {TIMING: "on_date"},
        Issue(DUE, Code.DUE_DATE_REQUIRED, "A deposit due on a date needs that date."),
    ),
    *(
        (
            {TIMING: timing, DUE: "2026-06-05"},
            Issue(DUE, Code.DUE_DATE_NOT_ALLOWED, "Only a deposit due on a date has a due date."),
        )
        for timing in ("upon_acceptance", "within_24_hours", "herewith")
    ),
    ({TIMING: "on_date", DUE: "2026-06-01"}, Issue(DUE, Code.OUT_OF_ORDER, BETWEEN)),
    ({TIMING: "on_date", DUE: "2026-08-18"}, Issue(DUE, Code.OUT_OF_ORDER, BETWEEN)),
    ({FURTHER_DUE: "2026-06-01"}, Issue(FURTHER_DUE, Code.OUT_OF_ORDER, BETWEEN)),
    ({FURTHER_DUE: "2026-08-18"}, Issue(FURTHER_DUE, Code.OUT_OF_ORDER, BETWEEN)),
    (
        {UNTIL: "2026-06-01T23:59:00-04:00"},
        Issue(UNTIL, Code.OUT_OF_ORDER, "The offer can't lapse before the day it is made."),
    ),
    (
        {UNTIL: "2026-06-02T03:59:00Z"},
        Issue(UNTIL, Code.OUT_OF_ORDER, "The offer can't lapse before the day it is made."),
    ),
    (
        {UNTIL: "2026-08-18T00:00:00-04:00"},
        Issue(COMPLETION, Code.OUT_OF_ORDER, "Completion can't come before the last day to accept the offer."),
    ),
    (
        {"dates.offerDate": "2026-08-17", UNTIL: "2026-08-17T10:00:00-04:00", REQUISITION: None, "conditions": []}
        | {"money.furtherDeposits": []},
        Issue(COMPLETION, Code.OUT_OF_ORDER, "Completion must come after the offer."),
    ),
    (
        {REQUISITION: "2026-08-17"},
        Issue(REQUISITION, Code.OUT_OF_ORDER, "The requisition date must come before completion."),
    ),
    (
        {REQUISITION: "2026-06-01"},
        Issue(REQUISITION, Code.OUT_OF_ORDER, "The requisition date can't come before the offer."),
    ),
    ({WAIVER: "2026-06-01"}, Issue(WAIVER, Code.OUT_OF_ORDER, CONDITION)),
    ({WAIVER: "2026-08-18"}, Issue(WAIVER, Code.OUT_OF_ORDER, CONDITION)),
    (
        {"property.address.province": "QC"},
        Issue("property.address.province", Code.NOT_IN_ONTARIO, "The property must be in Ontario (ON)."),
    ),
    (
        {"property.address.postalCode": "H2X 1Y4"},
        Issue(
            "property.address.postalCode",
            Code.INVALID_POSTAL_CODE,
            "A postal code in Ontario begins with K, L, M, N or P.",
        ),
    ),
    (
        {"spousalConsent.status": "given"},
        Issue("spousalConsent.spouses", Code.REQUIRED, "Name the spouses who consent."),
    ),
    (
        {"spousalConsent.spouses": ["Ana"]},
        Issue("spousalConsent.spouses", Code.CONFLICTING_CHOICES, "No spouse is named when no consent is needed."),
    ),
    (
        {"brokerages.listing.represents": "both"},
        Issue(REPRESENTS, Code.CONFLICTING_CHOICES, "The listing brokerage already acts for the buyers as well."),
    ),
]


def _sample(edits: dict[str, Any]) -> dict[str, Any]:
    canonical = SAMPLE
    for path, value in edits.items():
        canonical = changed(canonical, path, value)
    return canonical


def test_the_days_of_the_sample_follow_from_today() -> None:
    assert SAMPLE["dates"] == {
        "offerDate": "2026-06-02",
        "irrevocableUntil": "2026-06-04T23:59:00-04:00",
        "irrevocableBy": "buyer",
        "completionDate": "2026-08-17",
        "requisitionDate": "2026-07-27",
    }


@pytest.mark.parametrize("edits", HOLDS, ids=str)
def test_a_rule_that_holds_says_nothing(edits: dict[str, Any]) -> None:
    checked = PURCHASE.check(_sample(edits))
    assert (checked.shape, checked.issues) == ({}, [])


@pytest.mark.parametrize(("edits", "issue"), BROKEN, ids=str)
def test_a_broken_rule_is_told_exactly_once(edits: dict[str, Any], issue: Issue) -> None:
    later = {"money.furtherDeposits": []} if COMPLETION in edits else {}
    checked = PURCHASE.check(_sample({**later, **edits}))
    assert (checked.shape, checked.issues) == ({}, [issue])
    assert checked.value is not None


@pytest.mark.parametrize(("edits", "issue"), BROKEN, ids=str)
def test_a_broken_rule_is_told_without_the_rest(edits: dict[str, Any], issue: Issue) -> None:
    """Only the blocks that the rule reads are there."""
    canonical = _sample(edits)
    blocks = {path.partition(".")[0] for path in edits} | {"dates"}
    assert issue in PURCHASE.check({block: canonical[block] for block in blocks}).issues


def test_every_rule_of_the_form_is_broken_here() -> None:
    for rule in PURCHASE.rules:
        assert any(list(rule(Reading(_sample(edits)))) for edits, _ in BROKEN), rule.__name__


def test_several_deposits_are_counted_even_when_one_is_not_known() -> None:
    draft = {"money": {"priceCents": 100, "deposit": {}, "furtherDeposits": [{"amountCents": 101}]}}
    codes = [issue.code for issue in PURCHASE.check(draft).issues]
    assert Code.DEPOSIT_EXCEEDS_PRICE in codes
