"""Every business rule of a rental application, on both sides of its edge. It is made on 2 June 2026."""

from typing import Any

import pytest

from documents import packs
from documents.packs import Code, Issue, Party
from documents.packs.toolkit.reading import Reading
from tests.documents.packs.conftest import TODAY
from tests.documents.packs.editing import changed, leaves

APPLICATION = packs.get("on/rental-application")
SAMPLE = APPLICATION.sample(TODAY)

MOVE_IN, ANSWER, BORN = "lease.moveInDate", "dates.answerBy", "parties.applicants.1.dateOfBirth"
DETAILS, REPRESENTS = "answers.details", "brokerages.cooperating.represents"
NO = {"answers": {"bankruptcy": False, "eviction": False, "rentOwed": False}}

HOLDS: list[dict[str, Any]] = [
    {MOVE_IN: "2026-06-02"},
    {ANSWER: "2026-06-02"},
    {ANSWER: None},
    {BORN: "2026-06-01"},
    {"residences.1.kind": "current"},
    {"residences.1.applicant": "Chidi Achebe"},
    {"residences.1.applicant": None},
    {"employment.0.applicant": None, "otherIncome.0.applicant": None, "debts.0.applicant": None},
    {"employment": [{"kind": "current", "situation": "retired"}]},
    {"employment.1.employer": None},
    {"references.personal.0.phone": None, "references.personal.0.email": "f@example.com"},
    {"references": {"personal": [], "financial": []}},
    NO,
    {"answers.bankruptcy": False},
    {"consent.consumerReport": False, "consent.employers": False},
    {"brokerages.listing.represents": "both", REPRESENTS: "nobody"},
]
NOBODY = "This is the name of none of the applicants."
BROKEN: list[tuple[dict[str, Any], Issue]] = [
    (
        {MOVE_IN: "2026-06-01"},
        Issue(MOVE_IN, Code.OUT_OF_ORDER, "The tenancy can't start before the application."),
    ),
    (
        {ANSWER: "2026-06-01"},
        Issue(ANSWER, Code.OUT_OF_ORDER, "The answer can't be due before the application."),
    ),
    ({BORN: "2026-06-02"}, Issue(BORN, Code.OUT_OF_ORDER, "A date of birth must come before the application.")),
    (
        {"residences.0.kind": "previous"},
        Issue("residences", Code.REQUIRED, "Say where the applicants live now."),
    ),
    *(
        ({path: "Chidi Achébé"}, Issue(path, Code.NOT_A_PARTY, NOBODY))
        for path in (
            "residences.1.applicant",
            "employment.2.applicant",
            "otherIncome.0.applicant",
            "debts.0.applicant",
            "banks.1.applicant",
        )
    ),
    (
        {"employment.0.employer": None},
        Issue("employment.0.employer", Code.REQUIRED, "Say who the employer is."),
    ),
    *(
        (
            {f"references.{place}.phone": None, f"references.{place}.email": None},
            Issue(
                f"references.{place}.phone",
                Code.REQUIRED,
                "A reference needs a telephone number or an e-mail address.",
            ),
        )
        for place in ("personal.1", "financial.0")
    ),
    *(
        ({"answers": {**NO["answers"], question: True}}, Issue(DETAILS, Code.REQUIRED, "Say what happened."))
        for question in NO["answers"]
    ),
    (
        {"brokerages.listing.represents": "both"},
        Issue(REPRESENTS, Code.CONFLICTING_CHOICES, "The listing brokerage already acts for the tenants as well."),
    ),
    (
        {"property.address.postalCode": "H2X 1Y4"},
        Issue(
            "property.address.postalCode",
            Code.INVALID_POSTAL_CODE,
            "A postal code in Ontario begins with K, L, M, N or P.",
        ),
    ),
]


def _edited(edits: dict[str, Any]) -> dict[str, Any]:
    canonical = SAMPLE
    for path, value in edits.items():
        canonical = changed(canonical, path, value)
    return canonical


@pytest.mark.parametrize("edits", HOLDS, ids=str)
def test_a_rule_that_holds_says_nothing(edits: dict[str, Any]) -> None:
    checked = APPLICATION.check(_edited(edits))
    assert (checked.shape, checked.issues) == ({}, [])


@pytest.mark.parametrize(("edits", "issue"), BROKEN, ids=str)
def test_a_broken_rule_is_told_exactly_once(edits: dict[str, Any], issue: Issue) -> None:
    checked = APPLICATION.check(_edited(edits))
    assert (checked.shape, checked.issues) == ({}, [issue])
    assert checked.value is not None


@pytest.mark.parametrize(("edits", "issue"), BROKEN, ids=str)
def test_a_broken_rule_is_told_without_the_rest(edits: dict[str, Any], issue: Issue) -> None:
    """Only the blocks that the rule reads are there."""
    canonical = _edited(edits)
    blocks = {path.partition(".")[0] for path in edits} | {"dates", "parties"}
    assert issue in APPLICATION.check({block: canonical[block] for block in blocks}).issues


def test_every_rule_of_the_form_is_broken_here() -> None:
    for rule in APPLICATION.rules:
        assert any(list(rule(Reading(_edited(edits)))) for edits, _ in BROKEN), rule.__name__


def test_an_entry_waits_for_the_names_of_the_applicants() -> None:
    codes = [issue.code for issue in APPLICATION.check({"banks": [{"applicant": "Ana", "name": "X"}]}).issues]
    assert set(codes) == {Code.REQUIRED}


def test_the_applicants_sign() -> None:
    assert APPLICATION.signing_parties(SAMPLE) == [
        Party("applicants.0", "Geneviève Tremblay", "genevieve.tremblay@example.com", "613-555-0131", "applicant"),
        Party("applicants.1", "Chidi Achebe", "chidi.achebe@example.com", "613-555-0132", "applicant"),
    ]


@pytest.mark.parametrize("name", ["sin", "socialInsuranceNumber"])
def test_nobody_is_asked_for_a_social_insurance_number(name: str) -> None:
    path = f"parties.applicants.0.{name}"
    assert APPLICATION.check(changed(SAMPLE, path, "046 454 286")).shape == {path: ["Unknown field."]}
    assert not any("insurance" in field.lower() for field, _ in leaves(SAMPLE))
