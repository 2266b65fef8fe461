from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.packs.toolkit.business_days import business_day_from, is_business_day, why_closed

CLOSED = [
    ("2026-01-01", "Thursday, 1 January 2026 is not a business day: New Year's Day."),
    ("2026-02-16", "Monday, 16 February 2026 is not a business day: Family Day."),
    ("2026-04-03", "Friday, 3 April 2026 is not a business day: Good Friday."),
    ("2026-04-06", "Monday, 6 April 2026 is not a business day: Easter Monday."),
    ("2026-05-18", "Monday, 18 May 2026 is not a business day: Victoria Day."),
    ("2026-07-01", "Wednesday, 1 July 2026 is not a business day: Canada Day."),
    ("2026-07-04", "Saturday, 4 July 2026 is not a business day."),
    ("2026-07-05", "Sunday, 5 July 2026 is not a business day."),
    ("2026-08-03", "Monday, 3 August 2026 is not a business day: Civic Holiday."),
    ("2026-09-07", "Monday, 7 September 2026 is not a business day: Labour Day."),
    (
        "2026-09-30",
        "Wednesday, 30 September 2026 is not a business day: National Day for Truth and Reconciliation.",
    ),
    ("2026-10-12", "Monday, 12 October 2026 is not a business day: Thanksgiving Day."),
    ("2026-11-11", "Wednesday, 11 November 2026 is not a business day: Remembrance Day."),
    ("2026-12-25", "Friday, 25 December 2026 is not a business day: Christmas Day."),
    ("2026-12-28", "Monday, 28 December 2026 is not a business day: Boxing Day (observed)."),
    # On weekends, so the next weekday is free.
    ("2027-12-27", "Monday, 27 December 2027 is not a business day: Christmas Day (observed)."),
    ("2027-12-28", "Tuesday, 28 December 2027 is not a business day: Boxing Day (observed)."),
    ("2028-01-03", "Monday, 3 January 2028 is not a business day: New Year's Day (observed)."),
    ("2028-07-03", "Monday, 3 July 2028 is not a business day: Canada Day (observed)."),
    (
        "2028-10-02",
        "Monday, 2 October 2028 is not a business day: National Day for Truth and Reconciliation (observed).",
    ),
    ("2028-11-13", "Monday, 13 November 2028 is not a business day: Remembrance Day (observed)."),
]
OPEN = [
    "2026-01-02",  # the day after New Year's
    "2026-04-02",  # Thursday before Good Friday
    "2026-04-07",  # Tuesday after Easter
    "2026-06-24",  # a holiday in Quebec only
    "2026-07-02",
    "2026-07-03",
    "2026-08-04",
    "2026-10-01",
    "2026-12-24",
    "2026-12-29",
    "2026-12-31",
    "2028-07-04",
    "2028-02-29",
]
# Every weekday of a year that is closed, from the published calendars; `*` where a weekend's holiday is observed.
# New Year, Family Day, Good Friday, Easter Monday, Victoria Day, Canada Day, Civic Holiday, Labour Day, Truth and
# Reconciliation, Thanksgiving, Remembrance Day, Christmas, Boxing Day.
CLOSED_WEEKDAYS = {
    2024: "01-01 02-19 03-29 04-01 05-20 07-01 08-05 09-02 09-30 10-14 11-11 12-25 12-26",
    2025: "01-01 02-17 04-18 04-21 05-19 07-01 08-04 09-01 09-30 10-13 11-11 12-25 12-26",
    2026: "01-01 02-16 04-03 04-06 05-18 07-01 08-03 09-07 09-30 10-12 11-11 12-25 12-28*",
    2027: "01-01 02-15 03-26 03-29 05-24 07-01 08-02 09-06 09-30 10-11 11-11 12-27* 12-28*",
    2028: "01-03* 02-21 04-14 04-17 05-22 07-03* 08-07 09-04 10-02* 10-09 11-13* 12-25 12-26",
    2029: "01-01 02-19 03-30 04-02 05-21 07-02* 08-06 09-03 10-01* 10-08 11-12* 12-25 12-26",
    2030: "01-01 02-18 04-19 04-22 05-20 07-01 08-05 09-02 09-30 10-14 11-11 12-25 12-26",
}


@pytest.mark.parametrize("year", CLOSED_WEEKDAYS)
def test_exactly_these_weekdays_of_a_year_are_closed(year: int) -> None:
    days = (date(year, 1, 1) + timedelta(days=n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days))
    reasons = {day: why_closed(day) for day in days if day.weekday() < 5}
    closed = [
        f"{day:%m-%d}" + ("*" if reason.endswith("(observed).") else "") for day, reason in reasons.items() if reason
    ]
    assert closed == CLOSED_WEEKDAYS[year].split()


@pytest.mark.parametrize("year", CLOSED_WEEKDAYS)
def test_no_weekend_is_open(year: int) -> None:
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(365))
    assert not any(is_business_day(day) for day in days if day.weekday() >= 5)


@pytest.mark.parametrize(("day", "reason"), CLOSED)
def test_registry_offices_or_banks_are_closed(day: str, reason: str) -> None:
    assert why_closed(date.fromisoformat(day)) == reason
    assert not is_business_day(date.fromisoformat(day))


@pytest.mark.parametrize("day", OPEN)
def test_registry_offices_and_banks_are_open(day: str) -> None:
    assert why_closed(date.fromisoformat(day)) is None
    assert is_business_day(date.fromisoformat(day))


@given(st.dates(date(2000, 1, 1), date(2199, 12, 20)))
def test_the_next_business_day_is_the_first_one(day: date) -> None:
    found = business_day_from(day)
    assert is_business_day(found)
    assert not any(is_business_day(day + timedelta(days=n)) for n in range((found - day).days))
    assert found - day <= timedelta(days=5)
