"""What the listings say, beyond what holds for every form."""

from typing import Any

import pytest

from documents import packs
from documents.packs import Pack, Party
from documents.packs.blocks.commission import fee_at
from documents.packs.toolkit.reading import Reading
from documents.rendering import page_images
from tests.documents.packs.conftest import AT, TODAY
from tests.documents.packs.editing import changed, without
from tests.documents.packs.reading_pdf import squeezed
from tests.documents.packs.words import words

SALE, LEASE = packs.get("on/listing-sale"), packs.get("on/listing-lease")
LEAST: dict[str, dict[str, Any]] = {
    "on/listing-sale": {
        "parties": {"sellers": [{"name": "Sam"}]},
        "brokerage": {"name": "Firm", "representation": "brokerage"},
        "property": {
            "address": {"street": "1 A Street", "city": "Ottawa", "province": "ON", "postalCode": "K1A 0B1"},
            "legalDescription": "Lot 1",
        },
        "listing": {
            "startDate": "2026-06-03",
            "expiryDate": "2026-06-04",
            "service": "exclusive",
            "currency": "CAD",
            "listPriceCents": 1,
        },
        "particulars": {"kind": "vacant_land"},
        "commission": {"total": {"basisPoints": 1}, "hst": "included"},
    },
    "on/listing-lease": {
        "parties": {"landlords": [{"name": "Lou"}]},
        "brokerage": {"name": "Firm", "representation": "brokerage"},
        "property": {
            "address": {"street": "1 A Street", "city": "Ottawa", "province": "ON", "postalCode": "K1A 0B1"},
            "kind": "room",
        },
        "listing": {
            "startDate": "2026-06-03",
            "expiryDate": "2026-06-04",
            "service": "mls",
            "currency": "CAD",
            "listRentCents": 1,
            "availableFrom": "2026-06-03",
        },
        "services": {"electricity": "landlord", "heat": "landlord", "water": "landlord"},
        "commission": {"total": {"amountCents": 1}, "hst": "included"},
    },
}


def test_sellers_and_landlords_sign() -> None:
    sam = Party("sellers.0", "Samuel Okafor", "sam.okafor@example.com", "613-555-0188", "seller")
    sophie = "Sophie Larsen for Maple Street Holdings Inc."
    other = Party("sellers.1", sophie, "sophie.larsen@example.com", None, "seller")
    assert SALE.signing_parties(SALE.sample(TODAY)) == [sam, other]
    assert [one.role for one in LEASE.signing_parties(LEASE.sample(TODAY))] == ["landlord", "landlord"]


def test_a_seller_without_email_signs_too() -> None:
    assert SALE.signing_parties(LEAST[SALE.key]) == [Party("sellers.0", "Sam", None, None, "seller")]


@pytest.mark.parametrize("pack", [SALE, LEASE], ids=lambda pack: pack.key)
def test_the_least_that_is_valid_is_printed_too(pack: Pack) -> None:
    least = LEAST[pack.key]
    checked = pack.check(least)
    assert (checked.shape, checked.issues, checked.value) == ({}, [], least)
    page = words(pack, least)
    for value in ("expires at 11:59 p.m. on Thursday, 4 June 2026", "1 A Street, Ottawa, ON K1A 0B1", "$0.01"):
        assert squeezed(value) in page
    assert "none" not in page.replace("noneofthesellers", "")


@pytest.mark.parametrize("pack", [SALE, LEASE], ids=lambda pack: pack.key)
def test_the_expiry_date_and_a_place_for_initials_stand_on_the_first_page(pack: Pack) -> None:
    """O. Reg. 567/05, s. 13.4 (1); also when twenty people own the property."""
    (side, _), *_ = pack.sides
    names = [f"Owner Number {number:02} of the Property" for number in range(20)]
    canonical = changed(pack.sample(TODAY), side, [{"name": name} for name in names])
    first = squeezed(page_images.text(pack.render(canonical, title="Title", at=AT).pdf).split("\f")[0])
    assert "Thislistingexpiresat11:59p.m." in first
    assert [name for name in names if squeezed(f"Initials of {name}") not in first] == []


@pytest.mark.parametrize(
    ("fee", "base", "cents"),
    [
        ({"basisPoints": 475, "amountCents": 50_000}, 127_500_000, 6_106_250),
        ({"basisPoints": 1}, 4_999, 0),
        ({"basisPoints": 1}, 5_000, 1),
        ({"basisPoints": 10_000}, 10**12, 10**12),
        ({"amountCents": 7}, 10**12, 7),
        ({}, 100, 0),
    ],
)
def test_a_fee_is_computed_from_percentage_and_amount(fee: dict[str, int], base: int, cents: int) -> None:
    assert fee_at(Reading({"fee": fee}), "fee", base) == cents


def test_the_example_says_what_the_commission_comes_to() -> None:
    sample = SALE.sample(TODAY)
    page = words(SALE, sample)
    assert squeezed("At the asking price it comes to $61,062.50, of which $28,687.50 are for") in page
    alone = words(SALE, without(sample, "commission.cooperating"))
    assert squeezed("At the asking price it comes to $61,062.50, before HST.") in alone


def test_a_condominium_that_is_listed_for_sale_is_described() -> None:
    unit = packs.get("on/condo-purchase").sample(TODAY)["property"]["condo"]
    sold = {"statusCertificate", "specialAssessments", "legalActions", "reserveFund", "approvalNeeded"}
    condo = {key: value for key, value in unit.items() if key not in sold}
    tenancy = {"tenant": "Lou Kim", "premises": "Whole unit", "monthlyRentCents": 145_000}
    canonical = changed(SALE.sample(TODAY), "property.condo", condo)
    canonical = changed(canonical, "property.tenancies", [tenancy])
    assert SALE.check(canonical).issues == []
    page = words(SALE, canonical)
    for value in (
        condo["corporation"],
        condo["building"],
        "P2-41",
        "$687.42",
        condo["rules"][0],
        "Lou Kim",
        "$1,450.00",
    ):
        assert squeezed(value) in page
