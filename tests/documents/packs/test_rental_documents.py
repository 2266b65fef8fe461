"""What the leases and the application to rent say."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
import rfc8785

from documents import packs
from documents.packs import Pack
from tests.documents.packs.conftest import AT, TODAY
from tests.documents.packs.editing import changed, without
from tests.documents.packs.reading_pdf import squeezed, text
from tests.documents.packs.words import words

CONDO, FREEHOLD = packs.get("on/condo-lease"), packs.get("on/freehold-lease")
APPLICATION = packs.get("on/rental-application")
ALL = [CONDO, FREEHOLD, APPLICATION]
EACH = pytest.mark.parametrize("pack", ALL, ids=lambda pack: pack.key)
Needs = Callable[..., None]


@pytest.mark.parametrize(
    ("path", "meant"), [("dates.irrevocableBy", "tenant"), ("property.condo.moving", None), ("occupants", [])]
)
def test_what_is_not_stated_means_what_its_description_says(path: str, meant: Any) -> None:
    sample = CONDO.sample(TODAY)
    assert words(CONDO, without(sample, path)) == words(CONDO, changed(sample, path, meant))


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("money", "No deposit is paid with the offer."),
        ("lease.rentDepositCents", "The landlords ask for no rent deposit."),
        ("lease.keyDeposit", "The landlords ask for no key deposit."),
        ("lease.nsfChargeCents", "what the landlords’ bank charges, and nothing more."),
        ("lease.rentIncreases", "The law decides whether Ontario’s yearly guideline limits the increase."),
        ("insurance", "The parties have agreed on no insurance."),
        ("smoking", "The parties have not agreed on a further rule."),
        ("alterations", "The tenants change the home only with the landlords’ consent in writing."),
        ("brokerages", "No brokerage takes part in this lease."),
        ("notices.tenants", "; to the tenants at the home."),
        ("landlordResidency", "The landlords tell the tenants in writing, before the first rent is due,"),
    ],
)
def test_what_is_absent_is_said_to_be(path: str, says: str) -> None:
    sample = CONDO.sample(TODAY)
    assert squeezed(says) in words(CONDO, without(sample, path))
    assert squeezed(says) not in words(CONDO, sample)


@pytest.mark.parametrize(
    ("day", "says"),
    [
        (1, "on the 1st day of each month."),
        (2, "on the 2nd day of each month."),
        (3, "on the 3rd day of each month."),
        (11, "on the 11th day of each month."),
        (15, "on the 15th day of each month."),
        (21, "on the 21st day of each month."),
        (22, "on the 22nd day of each month."),
        (23, "on the 23rd day of each month."),
        (28, "on the 28th day of each month."),
        (29, "on the 29th day of each month, or on the last day of a shorter month."),
        (31, "on the 31st day of each month, or on the last day of a shorter month."),
    ],
)
def test_the_day_rent_is_due(day: int, says: str) -> None:
    assert squeezed(f"Rent is due {says}") in words(CONDO, changed(CONDO.sample(TODAY), "lease.rentDueDay", day))


CHOSEN: list[tuple[dict[str, Any], str]] = [
    ({"lease.term": "month_to_month", "lease.endDate": None}, "It runs from month to month."),
    (
        {"lease.term": "other", "lease.otherTerm": "Until the house is sold.", "lease.endDate": None},
        "It has a term of another kind. Until the house is sold.",
    ),
    (
        {"lease.term": "other", "lease.otherTerm": "Six months.", "lease.endDate": "2027-01-31"},
        "It has a term of another kind. Six months. The last day of the term is Sunday, 31 January 2027.",
    ),
    (
        {"money.deposit.timing": "on_date", "money.deposit.dueDate": "2026-06-30"},
        "a deposit of $5,200.00 (five thousand two hundred dollars) on Tuesday, 30 June 2026 to Harbour & Pine",
    ),
    (
        {"smoking": {"policy": "described", "description": "On the balcony only."}},
        "Beyond that, the parties agree on the rule that follows. On the balcony only.",
    ),
    ({"insurance": {"required": False}}, "The tenants need not carry insurance."),
    (
        {"brokerages.listing.represents": "both", "brokerages.cooperating.represents": "nobody"},
        "The landlords’ brokerage acts for both sides. Both know this and agree to it.",
    ),
]


@pytest.mark.parametrize(("edits", "says"), CHOSEN, ids=str)
def test_choices_that_need_another_answer_are_printed(edits: dict[str, Any], says: str) -> None:
    sample = FREEHOLD.sample(TODAY)
    assert squeezed(says) not in words(FREEHOLD, sample)
    for path, value in edits.items():
        sample = changed(sample, path, value)
    checked = FREEHOLD.check(sample)
    assert (checked.shape, checked.issues) == ({}, [])
    page = words(FREEHOLD, checked.value or {})
    assert squeezed(says) in page
    assert ("31July2027" in page) == ("lease.endDate" not in edits)


def test_rent_for_part_of_the_first_month_is_printed_in_words() -> None:
    partial = {"amountCents": 130_050, "firstDay": "2026-08-16", "lastDay": "2026-08-31"}
    page = words(CONDO, changed(CONDO.sample(TODAY), "lease.partialRent", partial))
    says = (
        "For the days from Sunday, 16 August 2026 to Monday, 31 August 2026 the rent is $1,300.50 (one thousand three"
    )
    assert squeezed(says) in page


def test_the_condominium_is_in_its_own_lease_only() -> None:
    condo, freehold = (words(pack, pack.sample(TODAY)) for pack in (CONDO, FREEHOLD))
    for says in ("Condominium Act, 1998", "section 83", "A valid rule of the condominium on animals"):
        assert squeezed(says) in condo
        assert squeezed(says) not in freehold


@pytest.mark.parametrize("pack", [CONDO, FREEHOLD], ids=lambda pack: pack.key)
def test_a_lease_says_what_it_is_not_and_what_the_law_wants(pack: Pack, needs: Needs) -> None:
    needs("pdftotext")
    first, *others = text(pack.render(pack.sample(TODAY), title="Title", at=AT).pdf, footer=True).split("\f")[:-1]
    assert squeezed("This is neither the OREA form nor Ontario’s standard lease.") in squeezed(first)
    assert squeezed("Ontario requires its standard form of lease, form 2229E, for most tenancies") in squeezed(first)
    digest = sha256(rfc8785.dumps(pack.sample(TODAY))).hexdigest()
    for page in (first, *others):
        assert "This is neither OREA 400 nor Ontario’s form 2229E." in page
        assert digest in page


def test_an_application_says_what_it_is_not_and_why_it_holds_no_numbers() -> None:
    page = words(APPLICATION, APPLICATION.sample(TODAY))
    assert squeezed("This is not the OREA form.") in page
    assert squeezed("This application holds no social insurance number") in page


def test_what_is_not_consented_to_is_said() -> None:
    consent = {"givenTo": ["X"], "consumerReport": False, "employers": False, "landlords": True, "references": False}
    page = words(APPLICATION, changed(APPLICATION.sample(TODAY), "consent", consent))
    assert squeezed("The applicants do not consent to a consumer report about them.") in page
    assert squeezed("They may ask the landlords named here") in page
    assert squeezed("They may not ask the employers or the references named here.") in page


@EACH
def test_signatures_have_a_place_for_everybody(pack: Pack, needs: Needs) -> None:
    needs("pdftotext")
    sample = pack.sample(TODAY)
    page = text(pack.render(sample, title="Title", at=AT).pdf)
    place = squeezed(page.rpartition("Signatures\n")[2])
    for party in pack.signing_parties(sample):
        assert squeezed(party.name) in place
        assert party.role.title() in place
