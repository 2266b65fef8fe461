"""Leases and applications with long texts, and with many people."""

from collections.abc import Callable
from typing import Any

import pytest

from documents import packs
from documents.packs import Pack
from tests.documents.packs.conftest import AT, TODAY
from tests.documents.packs.editing import changed, leaves
from tests.documents.packs.reading_pdf import squeezed, text, words

KEYS = ["on/condo-lease", "on/freehold-lease", "on/rental-application"]
# A freehold's lease is typeset as a condominium's.
LAYOUTS = [packs.get(key) for key in ("on/condo-lease", "on/rental-application")]
EACH_LAYOUT = pytest.mark.parametrize("pack", LAYOUTS, ids=lambda pack: pack.key)
Needs = Callable[..., None]


def _filled(pack: Pack) -> dict[str, Any]:
    """The sample with the longest single word that it accepts in every place where any word may stand."""
    canonical = sample = pack.sample(TODAY)
    paths = {path for path, value in leaves(sample) if isinstance(value, str)}
    for length in (5_000, 500, 200, 0):
        for path in paths:
            canonical = changed(canonical, path, "W" * length or _at(sample, path))
        checked = pack.check(canonical)
        paths &= {*checked.shape, *(issue.path for issue in checked.issues)}
    assert not paths
    return canonical


def _at(value: Any, path: str) -> Any:
    return dict(leaves(value))[path]


def _inside_the_margins(pdf: bytes) -> bool:
    return all(left >= 71.5 and right <= 612 - 71.5 and bottom <= 772 for left, _, right, bottom in words(pdf))


@EACH_LAYOUT
def test_the_longest_words_stay_inside_the_margins(pack: Pack, needs: Needs) -> None:
    """Every place that may hold any word holds the longest one, all at once."""
    needs("pdftotext")
    canonical = _filled(pack)
    filled = sum(value.count("W") for _, value in leaves(canonical) if isinstance(value, str))
    assert filled > 10_000
    made = pack.render(canonical, title="Title", at=AT)
    assert squeezed(text(made.pdf)).count("W") >= filled
    assert _inside_the_margins(made.pdf)


def _lease(pack: Pack) -> dict[str, Any]:
    """Twenty tenants with long addresses and as many of everybody and everything else as there may be."""
    canonical = pack.sample(TODAY)
    many: dict[str, Any] = {
        "parties.tenants": [{"name": f"Tenant Number {n}", "address": "line\n" * 20 + "end"} for n in range(20)],
        "parties.landlords": [{"name": f"Landlord Number {n}"} for n in range(20)],
        "occupants": [{"name": f"Occupant Number {n}"} for n in range(30)],
        "lease.rentParts": [{"what": f"Part {n}", "amountCents": 13_000} for n in range(20)],
        "property.parking": [{"space": f"P{n}", "kind": "outdoor"} for n in range(20)],
        "property.lockers": [f"Locker {n}" for n in range(20)],
        "services.other": [{"name": f"Service {n}", "provision": "extra"} for n in range(30)],
        "inclusions": [f"Thing {n}" for n in range(200)],
        "additionalTerms": [f"Term of its own {n}" for n in range(200)],
        "schedules": [{"title": f"Pages {n}", "body": "A line.\n" * 80} for n in range(26)],
    }
    for path, value in many.items():
        canonical = changed(canonical, path, value)
    return canonical


def _application(pack: Pack) -> dict[str, Any]:
    canonical = pack.sample(TODAY)
    residences = canonical["residences"][:1] * 30
    many: dict[str, Any] = {
        "parties.applicants": [{"name": f"Applicant Number {n}", "dateOfBirth": "1990-01-01"} for n in range(20)],
        "residences": residences,
        "employment": [{"kind": "current", "situation": "student", "employer": f"School {n}"} for n in range(30)],
        "otherIncome": [{"source": f"Source {n}", "monthlyCents": 1} for n in range(20)],
        "debts": [{"creditor": f"Creditor {n}", "monthlyCents": 1} for n in range(30)],
        "banks": [{"name": f"Bank {n}"} for n in range(20)],
        "references.personal": [{"name": f"Friend {n}", "phone": "613-555-0100"} for n in range(20)],
        "references.financial": [{"name": f"Firm {n}", "phone": "613-555-0100"} for n in range(20)],
        "occupants": [{"name": f"Occupant Number {n}"} for n in range(30)],
        "vehicles": [{"make": f"Make {n}"} for n in range(20)],
        "pets": [f"Bird {n}" for n in range(200)],
    }
    for path, value in many.items():
        canonical = changed(canonical, path, value)
    return canonical


@EACH_LAYOUT
def test_many_people_and_things_take_as_many_pages_as_they_need(pack: Pack, needs: Needs) -> None:
    needs("pdftotext")
    canonical = (_application if pack.key == "on/rental-application" else _lease)(pack)
    checked = pack.check(canonical)
    assert (checked.shape, checked.issues) == ({}, [])
    made = pack.render(canonical, title="Title", at=AT)
    page = squeezed(text(made.pdf))
    for path, value in leaves(canonical):
        if isinstance(value, str) and " " in value and not value.endswith("Z"):
            assert squeezed(value) in page, path
    places = page.rpartition("Signatures")[2]
    assert all(squeezed(party.name) in places for party in pack.signing_parties(canonical))
    assert _inside_the_margins(made.pdf)


def test_what_is_kept_together_breaks_when_it_is_longer_than_a_page(needs: Needs) -> None:
    needs("pdftotext")
    pack = packs.get("on/freehold-lease")
    parts = [{"what": f"{n} {'W' * 190}", "amountCents": 13_000} for n in range(20)]
    made = pack.render(changed(pack.sample(TODAY), "lease.rentParts", parts), title="Title", at=AT)
    assert text(made.pdf).count("W") >= 20 * 190
    assert _inside_the_margins(made.pdf)


@pytest.mark.parametrize("key", KEYS)
def test_the_least_that_is_valid_is_printed_too(key: str, needs: Needs) -> None:
    """Whatever the form does not require is left out."""
    needs("pdftotext")
    pack = packs.get(key)
    canonical = LEAST_APPLICATION if key == "on/rental-application" else LEAST_LEASE
    if key == "on/condo-lease":
        canonical = changed(canonical, "property.condo", {"corporation": "OCSCC 1", "unit": "1", "level": "2"})
    checked = pack.check(canonical)
    assert (checked.shape, checked.issues, checked.value) == ({}, [], canonical)
    page = squeezed(text(pack.render(canonical, title="Title", at=AT).pdf))
    for name in ("Tia", "1 A Street, Ottawa, ON K1A 0B1"):
        assert squeezed(name) in page


ADDRESS = {"street": "1 A Street", "city": "Ottawa", "province": "ON", "postalCode": "K1A 0B1"}
LEAST_LEASE: dict[str, Any] = {
    "parties": {"tenants": [{"name": "Tia"}], "landlords": [{"name": "Lou"}]},
    "property": {"address": ADDRESS, "kind": "other"},
    "lease": {
        "term": "month_to_month",
        "startDate": "2026-08-01",
        "rentCents": 1,
        "rentDueDay": 1,
        "payableTo": "Lou",
        "paymentMethods": ["cash"],
    },
    "dates": {"offerDate": "2026-06-02", "irrevocableUntil": "2026-06-04T23:59:00Z"},
    "services": {"electricity": "tenant", "heat": "tenant", "water": "tenant"},
    "notices": {"landlords": {"address": "2 B Street, Ottawa"}},
}
LEAST_APPLICATION: dict[str, Any] = {
    "parties": {"applicants": [{"name": "Tia", "dateOfBirth": "1990-01-01"}]},
    "property": {"address": ADDRESS},
    "lease": {"moveInDate": "2026-08-01", "rentCents": 1},
    "dates": {"applicationDate": "2026-06-02"},
    "residences": [{"kind": "current", "address": "2 B Street", "length": "A year"}],
    "employment": [{"kind": "current", "situation": "retired"}],
    "answers": {"bankruptcy": False, "eviction": False, "rentOwed": False},
    "consent": {
        "givenTo": ["Lou"],
        "consumerReport": False,
        "employers": False,
        "landlords": False,
        "references": False,
    },
}
