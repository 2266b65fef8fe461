"""Every business rule of the leases, on both sides of its edge.

The fixed days: offer 2 June 2026, open until 4 June, a year from 1 August 2026 (a Saturday) on.
"""

from typing import Any

import pytest

from documents import packs
from documents.packs import Code, Issue, Pack
from documents.packs.toolkit.business_days import is_business_day
from documents.packs.toolkit.reading import Reading
from tests.documents.packs.conftest import TODAY
from tests.documents.packs.editing import changed

CONDO, FREEHOLD = packs.get("on/condo-lease"), packs.get("on/freehold-lease")
BOTH = pytest.mark.parametrize("pack", [CONDO, FREEHOLD], ids=lambda pack: pack.key)
SAMPLE = CONDO.sample(TODAY)
RENT = SAMPLE["lease"]["rentCents"]

START, END, TERM, OTHER = "lease.startDate", "lease.endDate", "lease.term", "lease.otherTerm"
RENT_DEPOSIT, PARTS, NSF = "lease.rentDepositCents", "lease.rentParts", "lease.nsfChargeCents"
KEYS, COST = "lease.keyDeposit.amountCents", "lease.keyDeposit.replacementCostCents"
PARTIAL = "lease.partialRent"
UNTIL, DUE, TIMING = "dates.irrevocableUntil", "money.deposit.dueDate", "money.deposit.timing"
DETAILS, SMOKING, COVERAGE = "services.details", "smoking.description", "insurance.liabilityCents"
REPRESENTS = "brokerages.cooperating.represents"


def _partial(amount: int, first: str, last: str) -> dict[str, Any]:
    return {PARTIAL: {"amountCents": amount, "firstDay": first, "lastDay": last}}


HOLDS: list[dict[str, Any]] = [
    {START: "2026-12-25", END: "2026-12-26"},
    {TERM: "month_to_month", END: None},
    {TERM: "other", OTHER: "Until the house is sold.", END: None},
    {TERM: "other", OTHER: "From week to week."},
    {END: "2026-08-02"},
    {RENT_DEPOSIT: RENT},
    {RENT_DEPOSIT: None},
    {"lease.rentCents": 1, RENT_DEPOSIT: 1, PARTS: []},
    {PARTS: []},
    {PARTS: [{"what": "All", "amountCents": RENT}]},
    _partial(RENT - 1, "2026-08-01", "2026-08-01"),
    _partial(1, "2026-08-15", "2026-08-31"),
    {KEYS: 14_500, COST: 14_500},
    {"lease.keyDeposit": None},
    {NSF: 2_000},
    {NSF: 1},
    {NSF: None},
    {"money": None},
    {"money.deposit.amountCents": 1},
    {"money.deposit.amountCents": 100 * RENT},
    {TIMING: "on_date", DUE: "2026-06-02"},
    {TIMING: "on_date", DUE: "2026-08-01"},
    {UNTIL: "2026-06-02T00:00:00-04:00"},
    {UNTIL: "2026-08-01T23:59:00-04:00"},
    {UNTIL: "2026-08-02T03:59:00Z"},
    {"services.gas": "shared", DETAILS: "Halves."},
    {DETAILS: None},
    {"smoking": {"policy": "described", "description": "On the balcony only."}},
    {"smoking": {"policy": "no_rule"}},
    {"insurance": {"required": False}},
    {"insurance": {"required": True}},
    {"notices.byEmail": False, "notices.landlords.email": None, "notices.tenants": None},
    {"notices.byEmail": None, "notices.landlords.email": None, "notices.tenants": None},
    {"brokerages.listing.represents": "both", REPRESENTS: "nobody"},
    {"brokerages.listing.represents": "landlord", REPRESENTS: "tenant"},
]

ONE_MONTH = "The rent deposit must be exactly one month's rent: $2,600.00."
BETWEEN = "The deposit is due between the offer and the start of the tenancy."
BROKEN: list[tuple[dict[str, Any], Issue]] = [
    ({RENT_DEPOSIT: RENT + 1}, Issue(RENT_DEPOSIT, Code.RENT_DEPOSIT_NOT_ONE_MONTH, ONE_MONTH)),
    ({RENT_DEPOSIT: RENT - 1}, Issue(RENT_DEPOSIT, Code.RENT_DEPOSIT_NOT_ONE_MONTH, ONE_MONTH)),
    ({RENT_DEPOSIT: 2 * RENT}, Issue(RENT_DEPOSIT, Code.RENT_DEPOSIT_NOT_ONE_MONTH, ONE_MONTH)),
    (
        {"lease.rentCents": RENT + 1, PARTS: []},
        Issue(
            RENT_DEPOSIT,
            Code.RENT_DEPOSIT_NOT_ONE_MONTH,
            "The rent deposit must be exactly one month's rent: $2,600.01.",
        ),
    ),
    ({END: "2026-08-01"}, Issue(END, Code.OUT_OF_ORDER, "The term must end after it starts.")),
    ({END: "2026-07-31"}, Issue(END, Code.OUT_OF_ORDER, "The term must end after it starts.")),
    ({END: None}, Issue(END, Code.REQUIRED, "A fixed term needs its last day.")),
    (
        {TERM: "month_to_month"},
        Issue(END, Code.CONFLICTING_CHOICES, "A tenancy from month to month has no last day."),
    ),
    ({TERM: "other"}, Issue(OTHER, Code.REQUIRED, "A term of another kind must be told in words.")),
    (
        {OTHER: "A year."},
        Issue(OTHER, Code.CONFLICTING_CHOICES, "Only a term of another kind is told in words."),
    ),
    (
        {"lease.rentParts.0.amountCents": 242_501},
        Issue(PARTS, Code.SUM_DIFFERS, "The parts of the rent must add up to it."),
    ),
    (
        {"lease.rentParts.0.amountCents": 242_499},
        Issue(PARTS, Code.SUM_DIFFERS, "The parts of the rent must add up to it."),
    ),
    (
        _partial(RENT, "2026-08-01", "2026-08-31"),
        Issue(f"{PARTIAL}.amountCents", Code.OUT_OF_RANGE, "Rent for a part of a month must be less than a month's."),
    ),
    (
        _partial(1, "2026-07-31", "2026-08-31"),
        Issue(f"{PARTIAL}.firstDay", Code.OUT_OF_ORDER, "No rent is due for days before the tenancy starts."),
    ),
    (
        _partial(1, "2026-08-15", "2026-08-14"),
        Issue(f"{PARTIAL}.lastDay", Code.OUT_OF_ORDER, "The last day can't come before the first."),
    ),
    (
        {KEYS: 14_501, COST: 14_500},
        Issue(
            KEYS,
            Code.EXCEEDS_LEGAL_LIMIT,
            "A key deposit can't be more than replacing the keys is expected to cost.",
        ),
    ),
    (
        {NSF: 2_001},
        Issue(NSF, Code.EXCEEDS_LEGAL_LIMIT, "The charge for a cheque that bounces is at most $20.00."),
    ),
    ({TIMING: "on_date"}, Issue(DUE, Code.DUE_DATE_REQUIRED, "A deposit due on a date needs that date.")),
    (
        {DUE: "2026-06-05"},
        Issue(DUE, Code.DUE_DATE_NOT_ALLOWED, "Only a deposit due on a date has a due date."),
    ),
    ({TIMING: "on_date", DUE: "2026-06-01"}, Issue(DUE, Code.OUT_OF_ORDER, BETWEEN)),
    ({TIMING: "on_date", DUE: "2026-08-02"}, Issue(DUE, Code.OUT_OF_ORDER, BETWEEN)),
    (
        {UNTIL: "2026-06-02T03:59:00Z"},
        Issue(UNTIL, Code.OUT_OF_ORDER, "The offer can't lapse before the day it is made."),
    ),
    (
        {UNTIL: "2026-08-02T04:00:00Z"},
        Issue(START, Code.OUT_OF_ORDER, "The tenancy can't start before the last day to accept the offer."),
    ),
    (
        {"services.heat": "shared", DETAILS: None},
        Issue(DETAILS, Code.REQUIRED, "Say how the shared bills are divided."),
    ),
    (
        {"services.waterHeater": "shared", DETAILS: None},
        Issue(DETAILS, Code.REQUIRED, "Say how the shared bills are divided."),
    ),
    ({"smoking.policy": "described"}, Issue(SMOKING, Code.REQUIRED, "Describe the rule on smoking.")),
    (
        {"insurance.required": False},
        Issue(COVERAGE, Code.CONFLICTING_CHOICES, "No coverage is asked for when insurance is not required."),
    ),
    (
        {"notices.landlords.email": None},
        Issue(
            "notices.landlords.email",
            Code.REQUIRED,
            "Notices by e-mail need an e-mail address of the landlords.",
        ),
    ),
    (
        {"notices.tenants": None},
        Issue("notices.tenants.email", Code.REQUIRED, "Notices by e-mail need an e-mail address of the tenants."),
    ),
    (
        {"brokerages.listing.represents": "both"},
        Issue(REPRESENTS, Code.CONFLICTING_CHOICES, "The listing brokerage already acts for the tenants as well."),
    ),
    (
        {"property.address.province": "QC"},
        Issue("property.address.province", Code.NOT_IN_ONTARIO, "The property must be in Ontario (ON)."),
    ),
]


def _edited(pack: Pack, edits: dict[str, Any]) -> dict[str, Any]:
    canonical = pack.sample(TODAY)
    for path, value in edits.items():
        canonical = changed(canonical, path, value)
    return canonical


@BOTH
def test_the_days_of_the_sample_follow_from_today(pack: Pack) -> None:
    sample = pack.sample(TODAY)
    assert sample["dates"] == {
        "offerDate": "2026-06-02",
        "irrevocableUntil": "2026-06-04T23:59:00-04:00",
        "irrevocableBy": "tenant",
    }
    assert (sample["lease"]["startDate"], sample["lease"]["endDate"]) == ("2026-08-01", "2027-07-31")


@BOTH
@pytest.mark.parametrize("edits", HOLDS, ids=str)
def test_a_rule_that_holds_says_nothing(pack: Pack, edits: dict[str, Any]) -> None:
    if pack is FREEHOLD and DETAILS in edits:
        edits = {"services.heat": "tenant", "services.gas": "tenant", **edits}
    checked = pack.check(_edited(pack, edits))
    assert (checked.shape, checked.issues) == ({}, [])


@BOTH
@pytest.mark.parametrize(("edits", "issue"), BROKEN, ids=str)
def test_a_broken_rule_is_told_exactly_once(pack: Pack, edits: dict[str, Any], issue: Issue) -> None:
    checked = pack.check(_edited(pack, edits))
    assert (checked.shape, checked.issues) == ({}, [issue])
    assert checked.value is not None


@pytest.mark.parametrize(("edits", "issue"), BROKEN, ids=str)
def test_a_broken_rule_is_told_without_the_rest(edits: dict[str, Any], issue: Issue) -> None:
    """Only the blocks that the rule reads are there."""
    canonical = _edited(CONDO, edits)
    blocks = {path.partition(".")[0] for path in edits} | {"lease", "dates"}
    assert issue in CONDO.check({block: canonical[block] for block in blocks}).issues


def test_every_rule_of_the_form_is_broken_here() -> None:
    for rule in CONDO.rules:
        assert any(list(rule(Reading(_edited(CONDO, edits)))) for edits, _ in BROKEN), rule.__name__


def test_both_leases_keep_the_same_rules() -> None:
    assert CONDO.rules == FREEHOLD.rules


@pytest.mark.parametrize("day", ["2026-08-01", "2026-08-02", "2026-08-03"])
def test_a_tenancy_starts_on_any_day(day: str) -> None:
    assert not is_business_day(TODAY.fromisoformat(day))
    assert CONDO.check(changed(SAMPLE, START, day)).issues == []


@pytest.mark.parametrize("draft", [{}, {"rentCents": "x"}, {"rentDepositCents": 5}, {"rentParts": [{}, 5]}])
def test_money_rules_wait_for_what_they_compare(draft: dict[str, Any]) -> None:
    issues = CONDO.check({"lease": draft}).issues
    assert {Code.RENT_DEPOSIT_NOT_ONE_MONTH, Code.SUM_DIFFERS}.isdisjoint(issue.code for issue in issues)


def test_parts_whose_amounts_are_not_known_yet_are_not_added_up() -> None:
    draft = {"lease": {"rentCents": 100, "rentParts": [{"what": "A", "amountCents": 40}, {"what": "B"}]}}
    assert Code.SUM_DIFFERS not in [issue.code for issue in CONDO.check(draft).issues]


@pytest.mark.parametrize(("day", "codes"), [(0, [Code.OUT_OF_RANGE]), (1, []), (31, []), (32, [Code.OUT_OF_RANGE])])
def test_rent_is_due_on_a_day_of_a_month(day: int, codes: list[Code]) -> None:
    assert [issue.code for issue in CONDO.check(changed(SAMPLE, "lease.rentDueDay", day)).issues] == codes


def test_a_condominium_lease_needs_its_condominium_and_the_other_refuses_one() -> None:
    without_condo = {key: value for key, value in SAMPLE["property"].items() if key != "condo"}
    lacking = CONDO.check({**SAMPLE, "property": without_condo}).issues
    assert lacking == [Issue("property.condo", Code.REQUIRED, "condo is required.")]
    refused = FREEHOLD.check({**FREEHOLD.sample(TODAY), "property": SAMPLE["property"]})
    assert refused.shape == {"property.condo": ["Unknown field."]}


@BOTH
def test_tenants_sign_before_landlords(pack: Pack) -> None:
    signers = [(party.name, party.email, party.role) for party in pack.signing_parties(pack.sample(TODAY))]
    assert signers == [
        ("Geneviève Tremblay", "genevieve.tremblay@example.com", "tenant"),
        ("Chidi Achebe", "chidi.achebe@example.com", "tenant"),
        ("Ingrid Sørensen for Byward Residences Ltd.", "leasing@bywardresidences.example.com", "landlord"),
    ]
