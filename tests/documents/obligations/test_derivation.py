"""What is due, by a table of cases."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents import packs
from documents.obligations.derivation import Due, derived

ACCEPTED = datetime(2026, 11, 1, 5, 30, 0, 123000, tzinfo=UTC)
Case = tuple[dict[str, Any], datetime | None, list[tuple[str, str, int | None]]]


def deposit(timing: str, **more: Any) -> dict[str, Any]:
    return {"deposit": {"amountCents": 500, "timing": timing, "heldBy": "Pine Ltd.", **more}}


def until(text: str) -> dict[str, Any]:
    return {"irrevocableUntil": text}


# data, acceptance, and what is due when: type, instant, amount
CASES: dict[str, Case] = {
    "nothing": ({}, None, []),
    "closing is midnight UTC, in winter": (
        {"dates": {"completionDate": "2026-01-15"}}, None, [("closing", "2026-01-15T00:00:00+00:00", None)],
    ),
    "closing on the day that summer time begins": (
        {"dates": {"completionDate": "2026-03-08"}}, None, [("closing", "2026-03-08T00:00:00+00:00", None)],
    ),
    "closing stays when signed": (
        {"dates": {"completionDate": "2026-11-30"}}, ACCEPTED, [("closing", "2026-11-30T00:00:00+00:00", None)],
    ),
    "closing on no day": ({"dates": {"completionDate": "2026-02-30"}}, None, []),
    "a deposit on a date is due on it, accepted or not": (
        {"money": deposit("on_date", dueDate="2026-11-01")}, ACCEPTED,
        [("deposit_due", "2026-11-01T00:00:00+00:00", 500)],
    ),
    "a deposit on a date that nobody gave": ({"money": deposit("on_date")}, ACCEPTED, []),
    "a deposit upon an acceptance that has no limit yet": ({"money": deposit("upon_acceptance")}, None, []),
    "before acceptance its last instant counts; the offset is that of summer": (
        {"money": deposit("upon_acceptance"), "dates": until("2026-10-31T23:59:00-04:00")}, None,
        [("deposit_due", "2026-11-01T03:59:00+00:00", 500), ("expiry", "2026-11-01T03:59:00+00:00", None)],
    ),
    "24 hours are 24 hours across the end of summer time": (
        {"money": deposit("within_24_hours"), "dates": until("2026-10-31T23:59:00-04:00")}, None,
        [("expiry", "2026-11-01T03:59:00+00:00", None), ("deposit_due", "2026-11-02T03:59:00+00:00", 500)],
    ),
    "24 hours are 24 hours across the begin of summer time": (
        {"money": deposit("within_24_hours"), "dates": until("2026-03-07T23:59:00-05:00")}, None,
        [("expiry", "2026-03-08T04:59:00+00:00", None), ("deposit_due", "2026-03-09T04:59:00+00:00", 500)],
    ),
    "acceptance moves the deposit, and the offer no longer lapses": (
        {"money": deposit("within_24_hours"), "dates": until("2026-11-03T23:59:00-05:00")}, ACCEPTED,
        [("deposit_due", "2026-11-02T05:30:00.123000+00:00", 500)],
    ),
    "acceptance itself": (
        {"money": deposit("upon_acceptance"), "dates": until("2026-11-03T23:59:00-05:00")}, ACCEPTED,
        [("deposit_due", "2026-11-01T05:30:00.123000+00:00", 500)],
    ),
    "herewith is acceptance": (
        {"money": deposit("herewith")}, ACCEPTED, [("deposit_due", "2026-11-01T05:30:00.123000+00:00", 500)],
    ),
    "an unknown timing": ({"money": deposit("some day"), "dates": {}}, None, []),
    "further deposits": (
        {"money": {"furtherDeposits": [{"amountCents": 7, "dueDate": "2026-05-02"}, {"amountCents": 8}]}}, ACCEPTED,
        [("deposit_due", "2026-05-02T00:00:00+00:00", 7)],
    ),
    "a deposit without an amount": ({"money": {"deposit": {"timing": "herewith"}}}, ACCEPTED, []),
    "conditions, the soonest first": (
        {"conditions": [
            {"kind": "inspection", "description": "B", "waiverDate": "2026-06-09"},
            {"kind": "financing", "description": "A", "waiverDate": "2026-06-02"},
            {"kind": "other", "description": "C"},
        ]}, ACCEPTED,
        [
            ("condition_waiver", "2026-06-02T00:00:00+00:00", None),
            ("condition_waiver", "2026-06-09T00:00:00+00:00", None),
        ],
    ),
    "a listing expires, also when signed": (
        {"listing": {"expiryDate": "2026-09-30"}}, ACCEPTED, [("expiry", "2026-09-30T00:00:00+00:00", None)],
    ),
    "a listing that expires at an instant": (
        {"listing": {"expiryDate": "2026-09-30T23:59:00-04:00"}}, None, [("expiry", "2026-10-01T03:59:00+00:00", None)],
    ),
    "an offer in UTC": (
        {"dates": until("2026-05-01T12:00Z")}, None, [("expiry", "2026-05-01T12:00:00+00:00", None)],
    ),
    "an offer without an offset is no instant": ({"dates": until("2026-05-01T12:00:00")}, None, []),
    "sixty days before a lease ends": (
        {"lease": {"endDate": "2027-04-30"}}, ACCEPTED, [("renewal", "2027-03-01T00:00:00+00:00", None)],
    ),
    "sixty days over a leap day": (
        {"lease": {"endDate": "2028-03-31"}}, None, [("renewal", "2028-01-31T00:00:00+00:00", None)],
    ),
    "sixty days over the begin of summer time": (
        {"lease": {"endDate": "2026-03-31"}}, None, [("renewal", "2026-01-30T00:00:00+00:00", None)],
    ),
    "data of the wrong shape": (
        {"money": [1], "dates": "soon", "conditions": {"0": {}}, "lease": None, "listing": {"expiryDate": 5}}, None, [],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_obligations_are_derived_from_the_data_with_their_days(name: str) -> None:
    canonical, accepted_at, expected = CASES[name]
    found = derived(canonical, accepted_at=accepted_at)
    assert [(one.type, one.due_at.isoformat(), one.amount_cents) for one in found] == expected
    assert all(one.due_at.utcoffset() == timedelta() for one in found)


def test_obligations_are_told_in_words() -> None:
    text = " Fire\n and\tsmoke " + "x" * 400
    canonical = {
        "dates": {"completionDate": "2026-07-30", **until("2026-05-01T12:00:00-04:00")},
        "money": {
            **deposit("herewith"),
            "furtherDeposits": [{"amountCents": 1, "dueDate": "2026-05-03", "heldBy": "Q"}],
        },
        "conditions": [
            {"kind": "sale_of_property", "description": "Sold.", "waiverDate": "2026-05-04"},
            {"kind": "other", "description": text, "waiverDate": "2026-05-05"},
        ],
        "listing": {"expiryDate": "2026-08-01"},
        "lease": {"endDate": "2026-10-31"},
    }
    words = [one.description for one in derived(canonical, accepted_at=None)]
    assert words == [
        "Deposit, to Pine Ltd.",
        "The offer lapses unless it is accepted.",
        "Further deposit, to Q.",
        "Sale of the buyers' property, to fulfil or waive: Sold.",
        ("Condition, to fulfil or waive: Fire and smoke " + "x" * 400)[:299] + "…",
        "Completion of the purchase.",
        "The listing expires.",
        "The lease ends on Saturday, 31 October 2026, 60 days from then: renew it or let it end.",
    ]


def keys(canonical: dict[str, Any], accepted_at: datetime | None = None) -> list[str]:
    return [one.key for one in derived(canonical, accepted_at=accepted_at)]


def test_a_key_is_of_what_the_document_says_and_not_of_what_happens() -> None:
    canonical = {"money": deposit("within_24_hours"), "dates": until("2026-11-03T23:59:00-05:00")}
    (before,) = [key for key in keys(canonical) if key.startswith("deposit")]
    assert keys(canonical, ACCEPTED) == [before]
    (other,) = keys({"money": deposit("within_24_hours", amountCents=501)}, ACCEPTED)
    assert other != before


def test_conditions_in_another_order_are_the_same_conditions() -> None:
    one = {"kind": "financing", "description": "A", "waiverDate": "2026-06-02"}
    two = {**one, "description": "B"}
    assert set(keys({"conditions": [one, two]})) == set(keys({"conditions": [two, one]}))
    assert len({*keys({"conditions": [one, two, {**one, "waiverDate": "2026-06-03"}]})}) == 3


def test_the_same_condition_twice_is_two() -> None:
    one = {"kind": "financing", "description": "A", "waiverDate": "2026-06-02"}
    first, second, third = keys({"conditions": [one, one, one]})
    assert (second, third) == (f"{first}:2", f"{first}:3")
    assert keys({"conditions": [one]}) == [first]
    assert len(f"{first}:40") <= 64


@given(st.dates(date(2001, 1, 1), date(2150, 1, 1)), st.booleans())
def test_the_sample_of_any_day_has_its_obligations(today: date, accepted: bool) -> None:
    """Each form's own sample: nothing is due twice, all keys fit, a deposit has its amount."""
    for pack in packs.every():
        found = derived(
            pack.sample(today), accepted_at=datetime.combine(today, datetime.min.time(), UTC) if accepted else None
        )
        assert len({one.key for one in found}) == len(found)
        assert found == sorted(found, key=lambda one: one.due_at)
        assert all(len(one.key) <= 64 and len(one.description) <= 300 for one in found)
        assert all((one.amount_cents is not None) == (one.type == "deposit_due") for one in found)


def test_the_sample_of_a_purchase_has_these_obligations() -> None:
    found = derived(packs.get("on/freehold-purchase").sample(date(2026, 5, 4)), accepted_at=None)
    assert [one.type for one in found].count("condition_waiver") == 3
    assert {one.type for one in found} == {"closing", "condition_waiver", "deposit_due", "expiry"}
    assert [one.amount_cents for one in found if one.amount_cents] == [5_000_000, 2_500_000]
    assert isinstance(found[0], Due)
