from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents import packs
from documents.packs import Checked, Code, Issue, Pack
from tests.documents.packs.conftest import TODAY
from tests.documents.packs.editing import changed, leaves, without
from tests.safeclose.test_plain_text import JSON
from tests.thorough import rounds

PURCHASE = packs.get("on/freehold-purchase")
SAMPLE = PURCHASE.sample(TODAY)

REQUIRED = [
    "parties",
    "parties.buyers",
    "parties.buyers.0.name",
    "parties.sellers",
    "parties.sellers.1.representative.capacity",
    "property",
    "property.address",
    "property.address.street",
    "property.address.city",
    "property.address.province",
    "property.address.postalCode",
    "property.legalDescription",
    "money",
    "money.priceCents",
    "money.currency",
    "money.deposit",
    "money.deposit.amountCents",
    "money.deposit.timing",
    "money.deposit.heldBy",
    "money.furtherDeposits.0.dueDate",
    "dates",
    "dates.offerDate",
    "dates.irrevocableUntil",
    "dates.completionDate",
    "conditions.0.kind",
    "conditions.2.description",
    "conditions.2.waiverDate",
    "schedules.0.title",
    "schedules.1.body",
    "brokerages.listing.name",
    "lawyers.buyers.name",
    "spousalConsent.status",
    "warranties.0.statement",
]
OPTIONAL = [
    "parties.buyers.0.email",
    "parties.buyers.0.phone",
    "parties.buyers.0.address",
    "parties.sellers.1.representative",
    "property.municipality",
    "property.rollNumber",
    "property.pin",
    "property.lot",
    "property.lot.frontage",
    "property.presentUse",
    "property.tenancies",
    "money.deposit.interest",
    "money.furtherDeposits",
    "money.hst",
    "dates.irrevocableBy",
    "dates.requisitionDate",
    "conditions",
    "conditions.0.benefitOf",
    "inclusions",
    "exclusions",
    "rentalItems",
    "title",
    "title.acceptedEncumbrances",
    "title.survey",
    "title.titleInsurance",
    "warranties",
    "warranties.0.survives",
    "sellerResidency",
    "spousalConsent",
    "assignment",
    "notices",
    "notices.buyers",
    "lawyers",
    "lawyers.sellers",
    "brokerages",
    "brokerages.listing",
    "brokerages.cooperating.represents",
    "schedules",
]


@pytest.mark.parametrize("path", REQUIRED)
@pytest.mark.parametrize("absent", ["missing", "null", "blank"])
def test_a_required_value_that_is_absent_blocks_generation(path: str, absent: str) -> None:
    canonical = without(SAMPLE, path)
    if absent != "missing":
        canonical = changed(canonical, path, {"null": None, "blank": " \n"}[absent])
    checked = PURCHASE.check(canonical)
    issue = Issue(path, Code.REQUIRED, f"{path.rpartition('.')[2]} is required.")
    assert (checked.shape, checked.issues) == ({}, [issue])
    assert checked.value == without(SAMPLE, path)


@pytest.mark.parametrize("path", OPTIONAL)
def test_an_optional_value_may_be_absent(path: str) -> None:
    canonical = without(SAMPLE, path)
    assert PURCHASE.check(canonical) == Checked({}, [], canonical)
    assert PURCHASE.check(changed(canonical, path, None)) == Checked({}, [], canonical)


@pytest.mark.parametrize("side", ["parties.buyers", "parties.sellers"])
def test_a_side_needs_somebody(side: str) -> None:
    message = f"{side.partition('.')[2]} needs at least 1 entry."
    assert PURCHASE.check(changed(SAMPLE, side, [])).issues == [Issue(side, Code.REQUIRED, message)]


def test_an_empty_draft_lacks_everything_and_is_kept() -> None:
    assert PURCHASE.check({}) == Checked(
        {},
        [
            Issue("parties", Code.REQUIRED, "parties is required."),
            Issue("property", Code.REQUIRED, "property is required."),
            Issue("money", Code.REQUIRED, "money is required."),
            Issue("dates", Code.REQUIRED, "dates is required."),
        ],
        {},
    )


def test_rules_run_though_other_values_are_missing() -> None:
    draft = {"dates": {"completionDate": " 2026-07-04 "}}
    checked = PURCHASE.check(draft)
    assert checked.value == {"dates": {"completionDate": "2026-07-04"}}
    assert checked.issues[-1] == Issue(
        "dates.completionDate", Code.NOT_A_BUSINESS_DAY, "Saturday, 4 July 2026 is not a business day."
    )


def test_rules_run_though_the_shape_is_wrong() -> None:
    checked = PURCHASE.check({"dates": {"completionDate": "2026-07-04"}, "parties": 5, "x": None, "y": 1})
    assert checked.shape == {"parties": ["Must be an object."], "y": ["Unknown field."]}
    assert checked.value is None
    assert checked.issues[-1].code is Code.NOT_A_BUSINESS_DAY


@pytest.mark.parametrize("canonical", [None, [], "x", 1, True, [{"parties": {}}]])
def test_what_is_no_object_is_refused(canonical: object) -> None:
    assert PURCHASE.check(canonical) == Checked({"": ["Must be an object."]}, [], None)


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        ("parties", [], "Must be an object."),
        ("parties.buyers", {}, "Must be a list."),
        ("parties.buyers.0", "Bea", "Must be an object."),
        ("parties.buyers.0", None, "Must be an object."),
        ("parties.buyers.0.name", ["Bea"], "Must be a string."),
        ("parties.buyers.0.email", 5, "Must be a string."),
        ("parties.buyers.1.name", "Bea\0", "Control characters other than newline and tab are refused."),
        ("parties.buyers.0.name", "x" * 201, "Must have at most 200 characters."),
        ("parties.buyers", [{"name": "B"}] * 21, "Must have at most 20 entries."),
        ("money.priceCents", True, "Must be an integer."),
        ("money.priceCents", "124950000", "Must be an integer."),
        ("money.priceCents", 124950000.0, "Must be an integer."),
        ("money.deposit.timing", 5, "Must be a string."),
        ("money.deposit.timing", {"a": []}, "Must be a string."),
        ("dates.offerDate", 20260601, "Must be a string."),
        ("dates.irrevocableUntil", 1780000000, "Must be a string."),
        ("title.titleInsurance", "true", "Must be true or false."),
        ("title.titleInsurance", 1, "Must be true or false."),
        ("inclusions", "Refrigerator", "Must be a list."),
        ("inclusions.0", {"name": "Refrigerator"}, "Must be a string."),
        ("inclusions", ["x"] * 201, "Must have at most 200 entries."),
        ("schedules.0.body", "x" * 100_001, "Must have at most 100000 characters."),
        ("conditions.0.description", "x" * 5_001, "Must have at most 5000 characters."),
        ("property.condo", {"level": "2"}, "Unknown field."),
        ("money.price_cents", 5, "Unknown field."),
    ],
)
def test_faults_that_even_a_draft_may_not_have(path: str, value: object, fault: str) -> None:
    checked = PURCHASE.check(changed(SAMPLE, path, value))
    assert (checked.shape, checked.value) == ({path: [fault]}, None)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("parties.buyers.0.name", "x" * 200),
        ("parties.buyers.0.name", f" {'x' * 200} "),
        ("parties.buyers", [{"name": "B"}] * 20),
        ("inclusions", ["x"] * 200),
        ("schedules.0.body", "x" * 100_000),
        ("schedules.0.body", "one\n\n\ttwo"),
        ("conditions.0.description", "x" * 5_000),
        ("parties.buyers.0.name", "Ελένη Παπαδοπούλου"),
        ("parties.buyers.0.name", "محمد علي"),
        ("parties.buyers.0.name", "Nguyễn Thị Hương"),
    ],
)
def test_the_largest_and_the_foreign_are_accepted(path: str, value: object) -> None:
    checked = PURCHASE.check(changed(SAMPLE, path, value))
    assert (checked.shape, checked.issues) == ({}, [])


def test_a_character_without_a_glyph_blocks_generation() -> None:
    canonical = changed(changed(SAMPLE, "parties.buyers.0.name", "Ann\u17c1"), "inclusions.1", "\uf0b7 Stove")
    checked = PURCHASE.check(canonical)
    assert checked == Checked(
        {},
        [
            Issue(
                "parties.buyers.0.name",
                Code.UNPRINTABLE,
                "The mark U+17C1 has no letter of its script before it, so it can't be printed.",
            ),
            Issue(
                "inclusions.1",
                Code.UNPRINTABLE,
                "The fonts of the documents can't print \uf0b7 (U+F0B7).",
            ),
        ],
        canonical,
    )


@given(JSON)
@settings(max_examples=rounds(40, 100))
def test_any_json_is_checked_without_an_error(value: object) -> None:
    checked = PURCHASE.check(value)
    assert (checked.value is None) == bool(checked.shape)


@given(st.sampled_from([path for path, _ in leaves(SAMPLE)]), JSON)
@settings(max_examples=rounds(40, 100))
def test_any_json_in_any_place_gets_an_answer(path: str, value: Any) -> None:
    checked = PURCHASE.check(changed(SAMPLE, path, value))
    assert (checked.value is None) == bool(checked.shape)
    for issue in checked.issues:
        assert isinstance(issue.code, Code)
        assert issue.message.endswith(".")
    if checked.value is not None:
        assert PURCHASE.check(checked.value) == checked


def test_a_canonical_is_not_changed_by_its_check(purchase: Pack) -> None:
    canonical = changed(purchase.sample(TODAY), "parties.buyers.0.name", " Bea ")
    purchase.check(canonical)
    assert canonical == changed(purchase.sample(TODAY), "parties.buyers.0.name", " Bea ")
