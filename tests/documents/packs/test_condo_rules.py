"""Every rule that a condominium purchase adds, on both sides of its edge.

The fixed days: offer 2 June 2026, completion 17 August 2026.
"""

from typing import Any

import pytest

from documents import packs
from documents.packs import Code, Issue
from documents.packs.blocks import condo, purchase
from documents.packs.toolkit.reading import Reading
from tests.documents.packs.conftest import TODAY
from tests.documents.packs.editing import changed

CONDO = packs.get("on/condo-purchase")
SAMPLE = CONDO.sample(TODAY)

COMPLETION = "dates.completionDate"
CERTIFICATE = "property.condo.statusCertificate"
ISSUED, ORDER = f"{CERTIFICATE}.issuedOn", f"{CERTIFICATE}.orderBy"
ASSESSMENTS = "property.condo.specialAssessments"
PARKING, LOCKER = "property.condo.parking.0", "property.condo.lockers.0"

HOLDS: list[dict[str, Any]] = [
    {COMPLETION: "2026-08-17"},
    {CERTIFICATE: {"state": "provided", "issuedOn": "2026-05-20"}},
    {CERTIFICATE: {"state": "buyers_order"}},
    {ORDER: "2026-06-02"},
    {ORDER: "2026-08-17"},
    {CERTIFICATE: None},
    {ASSESSMENTS: {"status": "none_known"}},
    {ASSESSMENTS: {"status": "none_known", "entries": []}},
    {ASSESSMENTS: None},
    {f"{PARKING}.right": "rented", f"{PARKING}.unit": None},
    {f"{LOCKER}.right": "owned", f"{LOCKER}.unit": "112", f"{LOCKER}.level": "B"},
    {"property.condo.parking": [], "property.condo.lockers": []},
]
NUMBERED = "A space that is owned has a unit and a level number."
ORDERED = "The certificate is ordered between the offer and completion."
BROKEN: list[tuple[dict[str, Any], Issue]] = [
    (
        {COMPLETION: "2026-08-15"},
        Issue(COMPLETION, Code.NOT_A_BUSINESS_DAY, "Saturday, 15 August 2026 is not a business day."),
    ),
    (
        {COMPLETION: "2026-09-07"},
        Issue(COMPLETION, Code.NOT_A_BUSINESS_DAY, "Monday, 7 September 2026 is not a business day: Labour Day."),
    ),
    (
        {CERTIFICATE: {"state": "provided"}},
        Issue(ISSUED, Code.REQUIRED, "A certificate that was provided has a date."),
    ),
    (
        {CERTIFICATE: {"state": "provided", "issuedOn": "2026-05-20", "orderBy": "2026-06-10"}},
        Issue(ORDER, Code.CONFLICTING_CHOICES, "A certificate that was provided is not ordered again."),
    ),
    *(
        (
            {CERTIFICATE: {"state": state, "issuedOn": "2026-05-20"}},
            Issue(ISSUED, Code.CONFLICTING_CHOICES, "A certificate that is still to be ordered has no date."),
        )
        for state in ("sellers_order", "buyers_order")
    ),
    ({ORDER: "2026-06-01"}, Issue(ORDER, Code.OUT_OF_ORDER, ORDERED)),
    ({ORDER: "2026-08-18"}, Issue(ORDER, Code.OUT_OF_ORDER, ORDERED)),
    (
        {ASSESSMENTS: {"status": "some"}},
        Issue(f"{ASSESSMENTS}.entries", Code.REQUIRED, "List the special assessments."),
    ),
    (
        {f"{ASSESSMENTS}.status": "none_known"},
        Issue(
            f"{ASSESSMENTS}.entries",
            Code.CONFLICTING_CHOICES,
            "No special assessment is listed when none is known.",
        ),
    ),
    ({f"{PARKING}.unit": None}, Issue(f"{PARKING}.unit", Code.REQUIRED, NUMBERED)),
    ({f"{PARKING}.level": None}, Issue(f"{PARKING}.level", Code.REQUIRED, NUMBERED)),
    (
        {f"{LOCKER}.right": "owned", f"{LOCKER}.level": "B"},
        Issue(f"{LOCKER}.unit", Code.REQUIRED, NUMBERED),
    ),
]


def _sample(edits: dict[str, Any]) -> dict[str, Any]:
    canonical = SAMPLE
    for path, value in edits.items():
        canonical = changed(canonical, path, value)
    return canonical


@pytest.mark.parametrize("edits", HOLDS, ids=str)
def test_a_rule_that_holds_says_nothing(edits: dict[str, Any]) -> None:
    checked = CONDO.check(_sample(edits))
    assert (checked.shape, checked.issues) == ({}, [])


@pytest.mark.parametrize(("edits", "issue"), BROKEN, ids=str)
def test_a_broken_rule_is_told_exactly_once(edits: dict[str, Any], issue: Issue) -> None:
    checked = CONDO.check(_sample(edits))
    assert (checked.shape, checked.issues) == ({}, [issue])
    assert checked.value is not None


@pytest.mark.parametrize(("edits", "issue"), BROKEN, ids=str)
def test_a_broken_rule_is_told_without_the_rest(edits: dict[str, Any], issue: Issue) -> None:
    """Only the blocks that the rule reads are there."""
    canonical = _sample(edits)
    blocks = {path.partition(".")[0] for path in edits} | {"dates"}
    assert issue in CONDO.check({block: canonical[block] for block in blocks}).issues


def test_a_condominium_keeps_every_rule_of_a_purchase() -> None:
    """They are broken one by one where the freehold purchase is tested; here those that the condominium adds."""
    assert CONDO.rules[: len(purchase.RULES)] == packs.get("on/freehold-purchase").rules == purchase.RULES
    for rule in CONDO.rules[len(purchase.RULES) :]:
        assert rule.__module__ == condo.__name__
        assert any(list(rule(Reading(_sample(edits)))) for edits, _ in BROKEN), rule.__name__


@pytest.mark.parametrize(
    "path",
    [
        "property.condo",
        "property.condo.corporation",
        "property.condo.plan",
        "property.condo.unit",
        "property.condo.level",
        "property.condo.commonExpenses",
        "property.condo.commonExpenses.monthlyCents",
        "property.condo.parking.0.label",
        "property.condo.parking.0.right",
        "property.condo.statusCertificate.state",
        "property.condo.specialAssessments.entries.0.paidBy",
    ],
)
def test_each_required_fact_of_a_condominium_is_asked_for(path: str) -> None:
    issue = Issue(path, Code.REQUIRED, f"{path.rpartition('.')[2]} is required.")
    assert issue in CONDO.check(changed(SAMPLE, path, None)).issues


def test_a_condominium_has_no_lot() -> None:
    checked = CONDO.check(changed(SAMPLE, "property.lot", {"depth": "30 m"}))
    assert checked.shape == {"property.lot": ["Unknown field."]}
