"""What the agreement for a condominium says, beyond what holds for every form."""

from typing import Any

import pytest

from documents import packs
from documents.packs import Party
from tests.documents.packs.conftest import TODAY
from tests.documents.packs.editing import changed, without
from tests.documents.packs.reading_pdf import squeezed
from tests.documents.packs.words import words

CONDO = packs.get("on/condo-purchase")
SAMPLE = CONDO.sample(TODAY)
BLOCK = "property.condo"


def _text(canonical: dict[str, Any]) -> str:
    return words(CONDO, canonical)


def test_buyers_sign_before_sellers() -> None:
    signers = CONDO.signing_parties(SAMPLE)
    assert [one.role for one in signers] == ["buyer", "buyer", "seller", "seller"]
    assert signers[0] == Party(
        "buyers.0", "Beatrice Élodie Tremblay", "bea.tremblay@example.com", "613-555-0142", "buyer"
    )


@pytest.mark.parametrize(
    ("edits", "said"),
    [
        ({"statusCertificate": {"state": "provided", "issuedOn": "2026-05-20"}}, "of Wednesday, 20 May 2026"),
        ({"statusCertificate": {"state": "buyers_order"}}, "The buyers order a status certificate"),
        ({"statusCertificate": None}, "Whoever needs a status certificate asks the corporation for it"),
        ({"specialAssessments": {"status": "none_known"}}, "The sellers know of no special assessment"),
        ({"specialAssessments": None}, "The sellers say nothing about special assessments."),
        ({"legalActions": None}, "The sellers know of no legal proceedings"),
        ({"approvalNeeded": True}, "The corporation must agree to this sale."),
        ({"approvalNeeded": None}, "The corporation need not agree to this sale."),
    ],
    ids=str,
)
def test_what_is_known_of_the_corporation_is_said(edits: dict[str, Any], said: str) -> None:
    canonical = SAMPLE
    for name, value in edits.items():
        canonical = (
            without(canonical, f"{BLOCK}.{name}") if value is None else changed(canonical, f"{BLOCK}.{name}", value)
        )
    assert CONDO.check(canonical).issues == []
    assert squeezed(said) not in _text(SAMPLE) or canonical == SAMPLE or edits == {"approvalNeeded": None}
    assert squeezed(said) in _text(canonical)


@pytest.mark.parametrize(
    ("reserve", "said"),
    [
        ({"balanceCents": 5}, "The corporation’s reserve fund stands at $0.05 (zero dollars and 5 cents)."),
        ({"asOf": "May", "source": "a study"}, "reserve fund is as of May. It is known from a study."),
        ({"remarks": "Low."}, "Reserve fund. Low."),
    ],
    ids=str,
)
def test_the_reserve_fund_is_told_as_far_as_it_is_known(reserve: dict[str, Any], said: str) -> None:
    assert squeezed(said) in _text(changed(SAMPLE, f"{BLOCK}.reserveFund", reserve))


def test_an_assessment_of_unknown_size_is_told_as_such() -> None:
    entry = {"purpose": "New lifts.", "paidBy": "buyer"}
    page = _text(changed(SAMPLE, f"{BLOCK}.specialAssessments.entries", [entry]))
    assert squeezed("New lifts. The unit’s part is not yet known. The buyers pay it.") in page


def test_the_least_that_is_valid_is_printed_too() -> None:
    least: dict[str, Any] = {name: SAMPLE[name] for name in ("parties", "money", "dates")}
    least["property"] = {
        "address": SAMPLE["property"]["address"],
        "legalDescription": "Unit 1",
        "condo": {
            "corporation": "Corporation No. 1",
            "plan": "Plan No. 1",
            "unit": "1",
            "level": "1",
            "commonExpenses": {"monthlyCents": 1},
        },
    }
    checked = CONDO.check(least)
    assert (checked.shape, checked.issues, checked.value) == ({}, [], least)
    page = _text(least)
    for value in ("Corporation No. 1", "Plan No. 1", "Unit 1, level 1", "$0.01 a month"):
        assert squeezed(value) in page
