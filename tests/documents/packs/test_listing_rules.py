"""Every rule of the listings, on both sides of its edge.

The fixed days: the listings begin on 3 June 2026; the sale's ends on 1 October, the lease's on 2 August.
"""

from typing import Any

import pytest

from documents import packs
from documents.packs import Code, Issue, Pack
from documents.packs.toolkit.reading import Reading
from tests.documents.packs.conftest import TODAY
from tests.documents.packs.editing import changed

SALE, LEASE = packs.get("on/listing-sale"), packs.get("on/listing-lease")
SAMPLES = {pack.key: pack.sample(TODAY) for pack in (SALE, LEASE)}

START, EXPIRY, FIRST = "listing.startDate", "listing.expiryDate", "listing.availableFrom"
OFFERS, FROM = "marketing.offers", "marketing.offersFrom"
REPRESENTATION, DESIGNATED = "brokerage.representation", "brokerage.designated"
TOTAL, PART, OTHER = "commission.total", "commission.cooperating", "commission.withoutCooperating"
SPOUSES = "spousalConsent.spouses"

BOTH = (SALE, LEASE)
HOLDS: list[tuple[tuple[Pack, ...], dict[str, Any]]] = [
    (BOTH, {EXPIRY: "2027-06-04"}),
    (BOTH, {EXPIRY: "2026-06-04", FROM: "2026-06-04T23:59:00-04:00"}),
    # A Saturday, a Sunday and a holiday are days like others.
    (BOTH, {EXPIRY: "2026-07-04"}),
    (BOTH, {EXPIRY: "2026-07-01"}),
    (BOTH, {FROM: "2026-06-03T00:00:00-04:00"}),
    ((SALE,), {FROM: "2026-10-01T23:59:00-04:00"}),
    ((SALE,), {FROM: "2026-10-02T03:59:00Z"}),
    (BOTH, {OFFERS: "any_time", FROM: None}),
    (BOTH, {"marketing": None}),
    (BOTH, {REPRESENTATION: "designated", DESIGNATED: [{"name": "Ann"}]}),
    (BOTH, {REPRESENTATION: "brokerage", DESIGNATED: []}),
    ((SALE,), {TOTAL: {"amountCents": 1}, PART: {"amountCents": 1}}),
    ((SALE,), {TOTAL: {"basisPoints": 10_000}, PART: {"amountCents": 127_500_000}}),
    ((SALE,), {PART: None, OTHER: None}),
    ((LEASE,), {TOTAL: {"basisPoints": 100, "of": "one_month"}, PART: {"basisPoints": 200, "of": "whole_term"}}),
    ((LEASE,), {TOTAL: {"basisPoints": 10_000, "of": "one_month"}, PART: {"basisPoints": 10_000, "of": "one_month"}}),
    ((LEASE,), {FIRST: "2026-06-03"}),
    ((LEASE,), {FIRST: "2026-12-25"}),
    ((LEASE,), {"services.heat": "shared", "services.details": "By floor area."}),
    ((SALE,), {"spousalConsent": {"status": "not_needed"}}),
    ((SALE,), {"spousalConsent": None}),
]
WAIT, DURING = "Offers that wait for a time need that time.", "Offers are looked at while the listing runs."
FEE, SHARE = (
    "A fee is a percentage, an amount, or both.",
    "The co-operating brokerage's part is more than the whole commission.",
)
ONTARIO = "The property must be in Ontario (ON)."
BROKEN: list[tuple[tuple[Pack, ...], dict[str, Any], Issue]] = [
    (BOTH, {"property.address.province": "QC"}, Issue("property.address.province", Code.NOT_IN_ONTARIO, ONTARIO)),
    (
        BOTH,
        {EXPIRY: "2026-06-03", OFFERS: "any_time", FROM: None},
        Issue(EXPIRY, Code.OUT_OF_ORDER, "The listing must expire after it starts."),
    ),
    (
        (LEASE,),
        {FIRST: "2026-06-02"},
        Issue(FIRST, Code.OUT_OF_ORDER, "A lease can't begin before the listing does."),
    ),
    (
        BOTH,
        {REPRESENTATION: "designated", DESIGNATED: []},
        Issue(DESIGNATED, Code.REQUIRED, "Name the persons who are designated."),
    ),
    (
        BOTH,
        {REPRESENTATION: "brokerage", DESIGNATED: [{"name": "Ann"}]},
        Issue(
            DESIGNATED, Code.CONFLICTING_CHOICES, "Nobody is designated when the whole brokerage acts for the owners."
        ),
    ),
    (BOTH, {FROM: None}, Issue(FROM, Code.REQUIRED, WAIT)),
    (BOTH, {OFFERS: "any_time"}, Issue(FROM, Code.CONFLICTING_CHOICES, "Offers that wait for no time have none.")),
    (BOTH, {OFFERS: None}, Issue(FROM, Code.CONFLICTING_CHOICES, "Offers that wait for no time have none.")),
    (BOTH, {FROM: "2026-06-02T23:59:00-04:00"}, Issue(FROM, Code.OUT_OF_ORDER, DURING)),
    (BOTH, {FROM: "2026-06-03T03:59:00Z"}, Issue(FROM, Code.OUT_OF_ORDER, DURING)),
    ((SALE,), {FROM: "2026-10-02T00:00:00-04:00"}, Issue(FROM, Code.OUT_OF_ORDER, DURING)),
    ((LEASE,), {FROM: "2026-08-03T00:00:00-04:00"}, Issue(FROM, Code.OUT_OF_ORDER, DURING)),
    (BOTH, {OTHER: {}}, Issue(OTHER, Code.REQUIRED, FEE)),
    ((LEASE,), {"commission.renewal": {}}, Issue("commission.renewal", Code.REQUIRED, FEE)),
    ((LEASE,), {"commission.purchase": {}}, Issue("commission.purchase", Code.REQUIRED, FEE)),
    (
        (LEASE,),
        {f"{OTHER}.of": None},
        Issue(f"{OTHER}.of", Code.REQUIRED, "Say which rent the percentage is of."),
    ),
    (
        (LEASE,),
        {OTHER: {"amountCents": 5, "of": "one_month"}},
        Issue(f"{OTHER}.of", Code.CONFLICTING_CHOICES, "There is no percentage that could be of this rent."),
    ),
    ((SALE,), {TOTAL: {"amountCents": 1}, PART: {"amountCents": 2}}, Issue(PART, Code.OUT_OF_RANGE, SHARE)),
    ((SALE,), {TOTAL: {"basisPoints": 224}}, Issue(PART, Code.OUT_OF_RANGE, SHARE)),
    (
        (SALE,),
        {TOTAL: {"basisPoints": 10_000}, PART: {"amountCents": 127_500_001}},
        Issue(PART, Code.OUT_OF_RANGE, SHARE),
    ),
    ((LEASE,), {TOTAL: {"basisPoints": 4_999, "of": "one_month"}}, Issue(PART, Code.OUT_OF_RANGE, SHARE)),
    (
        (LEASE,),
        {"services.heat": "shared", "services.details": None},
        Issue("services.details", Code.REQUIRED, "Say how the shared bills are divided."),
    ),
    ((SALE,), {SPOUSES: []}, Issue(SPOUSES, Code.REQUIRED, "Name the spouses who consent.")),
    (
        (SALE,),
        {"spousalConsent.status": "not_needed"},
        Issue(SPOUSES, Code.CONFLICTING_CHOICES, "No spouse is named when no consent is needed."),
    ),
]
HOLDING = [(pack, edits) for forms, edits in HOLDS for pack in forms]
BREAKING = [(pack, edits, issue) for forms, edits, issue in BROKEN for pack in forms]


def _sample(pack: Pack, edits: dict[str, Any]) -> dict[str, Any]:
    canonical = SAMPLES[pack.key]
    for path, value in edits.items():
        canonical = changed(canonical, path, value)
    return canonical


def _name(value: object) -> str:
    return value.key if isinstance(value, Pack) else str(value)


@pytest.mark.parametrize(("pack", "edits"), HOLDING, ids=_name)
def test_a_rule_that_holds_says_nothing(pack: Pack, edits: dict[str, Any]) -> None:
    checked = pack.check(_sample(pack, edits))
    assert (checked.shape, checked.issues) == ({}, [])


@pytest.mark.parametrize(("pack", "edits", "issue"), BREAKING, ids=_name)
def test_a_broken_rule_is_told_exactly_once(pack: Pack, edits: dict[str, Any], issue: Issue) -> None:
    checked = pack.check(_sample(pack, edits))
    assert (checked.shape, checked.issues) == ({}, [issue])
    assert checked.value is not None


@pytest.mark.parametrize(("pack", "edits", "issue"), BREAKING, ids=_name)
def test_a_broken_rule_is_told_without_the_rest(pack: Pack, edits: dict[str, Any], issue: Issue) -> None:
    """Only the blocks that the rule reads are there."""
    canonical = _sample(pack, edits)
    blocks = {path.partition(".")[0] for path in edits} | {"listing"}
    assert issue in pack.check({block: canonical[block] for block in blocks}).issues


@pytest.mark.parametrize("pack", BOTH, ids=_name)
def test_every_rule_of_the_form_is_broken_here(pack: Pack) -> None:
    cases = [edits for form, edits, _ in BREAKING if form is pack]
    for rule in pack.rules:
        assert any(list(rule(Reading(_sample(pack, edits)))) for edits in cases), rule.__name__


@pytest.mark.parametrize(
    ("pack", "path"),
    [
        (SALE, "parties.sellers.0.name"),
        (SALE, "brokerage.name"),
        (SALE, "brokerage.representation"),
        (SALE, "property.legalDescription"),
        (SALE, "listing.listPriceCents"),
        (SALE, "listing.startDate"),
        (SALE, "listing.expiryDate"),
        (SALE, "listing.service"),
        (SALE, "particulars.kind"),
        (SALE, "commission.total"),
        (SALE, "commission.hst"),
        (SALE, "deposit.heldBy"),
        (LEASE, "parties.landlords.0.name"),
        (LEASE, "property.kind"),
        (LEASE, "listing.listRentCents"),
        (LEASE, "listing.availableFrom"),
        (LEASE, "listing.expiryDate"),
        (LEASE, "services.heat"),
        (LEASE, "commission.total"),
    ],
    ids=_name,
)
def test_each_required_fact_of_a_listing_is_asked_for(pack: Pack, path: str) -> None:
    issue = Issue(path, Code.REQUIRED, f"{path.rpartition('.')[2]} is required.")
    assert issue in pack.check(_sample(pack, {path: None})).issues
