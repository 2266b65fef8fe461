"""What the agreement says."""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import pytest

from documents import packs
from documents.packs.toolkit.wording import dollars, dollars_in_words, long_date, long_time
from documents.rendering.typesetting import Typeset
from tests.documents.packs.conftest import AT, TODAY
from tests.documents.packs.editing import changed, leaves, without
from tests.documents.packs.reading_pdf import squeezed, text
from tests.documents.packs.words import words

PURCHASE = packs.get("on/freehold-purchase")
SAMPLE = PURCHASE.sample(TODAY)
Needs = Callable[..., None]

MEANT_AS_WORDS = {
    "dates.irrevocableBy": ["buyer", "seller"],
    "money.deposit.timing": ["upon_acceptance", "within_24_hours", "herewith"],
    "money.deposit.interest": ["none", "buyer", "seller"],
    "money.hst": ["included", "in_addition"],
    "conditions.0.kind": ["financing", "inspection", "status_certificate", "sale_of_property", "other"],
    "conditions.0.benefitOf": ["buyer", "seller", "both"],
    "title.survey": ["provided", "if_available", "none"],
    "title.titleInsurance": [True, False],
    "warranties.0.subject": [
        "urea_foam",
        "well",
        "septic_system",
        "swimming_pool",
        "heating",
        "unlawful_use",
        "renovations",
        "other",
    ],
    "warranties.0.survives": [True, False],
    "sellerResidency": ["resident", "non_resident"],
    "assignment": ["free", "with_consent", "none"],
    "brokerages.listing.represents": ["seller", "both"],
    "brokerages.cooperating.represents": ["buyer", "nobody"],
    "property.lot.side": ["north", "south", "east", "west"],
}
# What an optional choice means when it is not made, where that is one of the choices.
UNSTATED = {"dates.irrevocableBy": "buyer", "conditions.0.benefitOf": "buyer", "assignment": "with_consent"}


def _render(canonical: dict[str, Any]) -> Typeset:
    return PURCHASE.render(canonical, title="Title", at=AT)


def _as_printed(canonical: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for path, value in leaves(canonical):
        if path.endswith("Cents"):
            yield path, dollars(value)
            yield path, dollars_in_words(value)
        elif re.fullmatch(r"\d{4}-\d\d-\d\d", str(value)):
            yield path, long_date(date.fromisoformat(value))
        elif path == "dates.irrevocableUntil":
            yield path, long_time(datetime.fromisoformat(value))
        elif re.sub(r"(conditions|warranties)\.\d", r"\1.0", path) not in {*MEANT_AS_WORDS, "spousalConsent.status"}:
            yield path, value


def test_every_value_is_in_the_text(document: Typeset, needs: Needs) -> None:
    needs("pdftotext")
    page = squeezed(text(document.pdf))
    for path, value in _as_printed(SAMPLE):
        assert squeezed(value) in page, path


@pytest.mark.parametrize("path", MEANT_AS_WORDS)
def test_every_choice_has_words_of_its_own(path: str) -> None:
    different = {words(PURCHASE, changed(SAMPLE, path, choice)) for choice in MEANT_AS_WORDS[path]}
    assert len(different) == len(MEANT_AS_WORDS[path])


@pytest.mark.parametrize(("path", "meant"), UNSTATED.items())
def test_a_choice_not_made_means_what_its_description_says(path: str, meant: str) -> None:
    assert words(PURCHASE, without(SAMPLE, path)) == words(PURCHASE, changed(SAMPLE, path, meant))


@pytest.mark.parametrize(
    "path", ["money.deposit.interest", "money.hst", "title.survey", "title.titleInsurance", "sellerResidency"]
)
def test_a_choice_not_made_has_words_of_its_own(path: str) -> None:
    unstated = words(PURCHASE, without(SAMPLE, path))
    assert unstated not in [words(PURCHASE, changed(SAMPLE, path, choice)) for choice in MEANT_AS_WORDS[path]]


def test_the_balance_is_what_the_deposits_leave(document: Typeset, needs: Needs) -> None:
    needs("pdftotext")
    assert squeezed("the balance of $1,174,500.00 (one million one hundred seventy-four thousand") in squeezed(
        text(document.pdf)
    )


def test_signatures_have_a_place_for_everybody(document: Typeset, needs: Needs) -> None:
    needs("pdftotext")
    place = squeezed(text(document.pdf).rpartition("Signatures\n")[2].partition("Schedule A")[0])
    for party in PURCHASE.signing_parties(SAMPLE):
        assert squeezed(party.name) in place
    assert (place.count("Buyer"), place.count("Seller")) == (2, 2)


def test_a_spouse_who_consents_is_named_and_has_a_place(needs: Needs) -> None:
    needs("pdftotext")
    consent = {"status": "given", "spouses": ["Ana Okafor", "Zoë Larsen"]}
    page = text(_render(changed(SAMPLE, "spousalConsent", consent)).pdf)
    assert "Ana Okafor and Zoë Larsen" in page
    assert page.count("Consenting spouse") == 2


def test_tenancies_are_taken_over(needs: Needs) -> None:
    needs("pdftotext")
    tenancies = [
        {"tenant": "Lou Kim", "premises": "Basement", "monthlyRentCents": 145_000, "endsOn": "2027-04-30"},
        {"tenant": "Ida Roy", "premises": "Garage", "monthlyRentCents": 20_050},
    ]
    page = squeezed(text(_render(changed(SAMPLE, "property.tenancies", tenancies)).pdf))
    for value in ("Lou Kim", "Basement", "$1,450.00", "Friday, 30 April 2027", "Ida Roy", "$200.50", "month to month"):
        assert squeezed(value) in page


def test_the_least_that_is_valid_is_printed_too(needs: Needs) -> None:
    needs("pdftotext")
    least = {
        "parties": {"buyers": [{"name": "Bea"}], "sellers": [{"name": "Sam"}]},
        "property": {
            "address": {"street": "1 A Street", "city": "Ottawa", "province": "ON", "postalCode": "K1A 0B1"},
            "legalDescription": "Lot 1",
        },
        "money": {
            "priceCents": 1,
            "currency": "CAD",
            "deposit": {"amountCents": 1, "timing": "on_date", "dueDate": "2026-06-05", "heldBy": "X"},
        },
        "dates": {
            "offerDate": "2026-06-02",
            "irrevocableUntil": "2026-06-04T23:59:00Z",
            "completionDate": "2026-08-17",
        },
    }
    checked = PURCHASE.check(least)
    assert (checked.shape, checked.issues, checked.value) == ({}, [], least)
    page = squeezed(text(_render(least).pdf))
    for value in ("Bea", "Sam", "Lot 1", "$0.00", "on Friday, 5 June 2026", "This agreement depends on no condition."):
        assert squeezed(value) in page
