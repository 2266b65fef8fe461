from datetime import date, datetime

import pytest

from documents.packs.toolkit.wording import (
    dollars,
    dollars_in_words,
    in_words,
    local_time,
    long_date,
    long_time,
    percent,
)


@pytest.mark.parametrize(
    ("cents", "figures", "words"),
    [
        (1, "$0.01", "zero dollars and 1 cent"),
        (99, "$0.99", "zero dollars and 99 cents"),
        (100, "$1.00", "one dollar"),
        (101, "$1.01", "one dollar and 1 cent"),
        (200, "$2.00", "two dollars"),
        (99_999, "$999.99", "nine hundred ninety-nine dollars and 99 cents"),
        (100_000, "$1,000.00", "one thousand dollars"),
        (125_000_050, "$1,250,000.50", "one million two hundred fifty thousand dollars and 50 cents"),
        (10**12, "$10,000,000,000.00", "ten billion dollars"),
    ],
)
def test_amounts_are_written_in_figures_and_words(cents: int, figures: str, words: str) -> None:
    assert (dollars(cents), dollars_in_words(cents)) == (figures, words)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "zero"),
        (10, "ten"),
        (12, "twelve"),
        (13, "thirteen"),
        (19, "nineteen"),
        (20, "twenty"),
        (21, "twenty-one"),
        (40, "forty"),
        (90, "ninety"),
        (99, "ninety-nine"),
        (100, "one hundred"),
        (110, "one hundred ten"),
        (1_000_000, "one million"),
        (1_000_001, "one million one"),
        (17_017_017, "seventeen million seventeen thousand seventeen"),
        (999_999_999, "nine hundred ninety-nine million nine hundred ninety-nine thousand nine hundred ninety-nine"),
    ],
)
def test_numbers_are_written_in_words(number: int, words: str) -> None:
    assert in_words(number) == words


def test_no_two_numbers_have_the_same_words() -> None:
    assert len({in_words(number) for number in range(20_000)}) == 20_000


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 7, 4), "Saturday, 4 July 2026"),
        (date(2026, 12, 31), "Thursday, 31 December 2026"),
        (date(2028, 2, 29), "Tuesday, 29 February 2028"),
    ],
)
def test_dates_are_written_in_full(day: date, written: str) -> None:
    assert long_date(day) == written


@pytest.mark.parametrize(
    ("instant", "written"),
    [
        ("2026-07-03T23:59:00-04:00", "11:59 p.m. (Eastern Time) on Friday, 3 July 2026"),
        ("2026-07-04T03:59:00+00:00", "11:59 p.m. (Eastern Time) on Friday, 3 July 2026"),
        ("2026-01-04T04:59:00+00:00", "11:59 p.m. (Eastern Time) on Saturday, 3 January 2026"),
        ("2026-01-03T23:59:00-05:00", "11:59 p.m. (Eastern Time) on Saturday, 3 January 2026"),
        # Kenora keeps Central Time: the same offset means another zone in summer.
        ("2026-07-03T23:59:00-05:00", "11:59 p.m. (UTC−05:00) on Friday, 3 July 2026"),
        ("2026-07-03T00:00:00-05:00", "midnight at the start of Friday, 3 July 2026 (UTC−05:00)"),
        ("2026-07-03T12:00:00+05:30", "noon (UTC+05:30) on Friday, 3 July 2026"),
        ("2026-07-03T12:00:00-04:00", "noon (Eastern Time) on Friday, 3 July 2026"),
        ("2026-07-03T16:00:00+00:00", "noon (Eastern Time) on Friday, 3 July 2026"),
        ("2026-07-03T12:01:00-04:00", "12:01 p.m. (Eastern Time) on Friday, 3 July 2026"),
        ("2026-07-03T00:00:00-04:00", "midnight at the start of Friday, 3 July 2026 (Eastern Time)"),
        ("2026-07-03T00:01:00-04:00", "12:01 a.m. (Eastern Time) on Friday, 3 July 2026"),
        # The clocks go back from two to one: that hour is there twice.
        ("2027-11-07T00:59:00-04:00", "12:59 a.m. (Eastern Time) on Sunday, 7 November 2027"),
        ("2027-11-07T01:00:00-04:00", "1:00 a.m. (Eastern Time, UTC−04:00) on Sunday, 7 November 2027"),
        ("2027-11-07T01:30:00-04:00", "1:30 a.m. (Eastern Time, UTC−04:00) on Sunday, 7 November 2027"),
        ("2027-11-07T01:30:00-05:00", "1:30 a.m. (Eastern Time, UTC−05:00) on Sunday, 7 November 2027"),
        ("2027-11-07T06:59:00+00:00", "1:59 a.m. (Eastern Time, UTC−05:00) on Sunday, 7 November 2027"),
        ("2027-11-07T02:00:00-05:00", "2:00 a.m. (Eastern Time) on Sunday, 7 November 2027"),
        # They go forward from two to three: no instant has the hour between.
        ("2027-03-14T07:00:00+00:00", "3:00 a.m. (Eastern Time) on Sunday, 14 March 2027"),
        ("2026-07-03T13:05:00-04:00", "1:05 p.m. (Eastern Time) on Friday, 3 July 2026"),
    ],
)
def test_times_are_written_with_their_zone(instant: str, written: str) -> None:
    moment = datetime.fromisoformat(instant)
    assert long_time(moment) == written
    assert local_time(moment).timestamp() == moment.timestamp()


@pytest.mark.parametrize(
    ("basis_points", "written"),
    [(1, "0.01%"), (10, "0.1%"), (225, "2.25%"), (450, "4.5%"), (500, "5%"), (1_000, "10%"), (10_000, "100%")],
)
def test_percentages_are_written_without_needless_zeros(basis_points: int, written: str) -> None:
    assert percent(basis_points) == written
