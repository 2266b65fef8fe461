"""When touches are due, and when nobody is to be disturbed."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.chattel.outreach.cadence import next_touch, understood
from documents.chattel.outreach.hours import CLOSING, OPENING, SEND_TIMEOUT, allowed
from documents.chattel.outreach.wording import ENGLISH, FRENCH, tone_of

TORONTO = ZoneInfo("America/Toronto")
ZONES = ["America/Toronto", "America/St_Johns", "Asia/Kathmandu", "Pacific/Apia", "Europe/London", "UTC"]
INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))


def at(text: str) -> datetime:
    """An instant by Toronto's clocks."""
    return datetime.fromisoformat(text).replace(tzinfo=TORONTO)


def schedule(cadence: str, start: str, number: int = 4) -> list[str]:
    """The first so many touches, by Toronto's clocks."""
    found: list[str] = []
    after = None
    while len(found) < number:
        after = next_touch(cadence, start=at(start), after=after, zone=TORONTO)
        if after is None:
            break
        found.append(f"{after.astimezone(TORONTO):%m-%d %H:%M}")
    return found


@pytest.mark.parametrize("spelling", ["weekly", "once per week", " Once  Per\tWeek", "WEEKLY"])
def test_a_weekly_cadence_is_every_seven_days(spelling: str) -> None:
    """The clock on the wall goes on to show the same, whatever the daylight does."""
    assert schedule(spelling, "2025-10-22T10:30") == ["10-22 10:30", "10-29 10:30", "11-05 10:30", "11-12 10:30"]


def test_a_bi_weekly_cadence_is_every_fourteen_days() -> None:
    assert schedule("bi-weekly", "2026-02-25T10:30", 3) == ["02-25 10:30", "03-11 10:30", "03-25 10:30"]


def test_a_monthly_cadence_is_on_the_same_day_of_each_month() -> None:
    assert schedule("monthly", "2024-10-31T10:30", 6) == [
        "10-31 10:30", "11-30 10:30", "12-31 10:30", "01-31 10:30", "02-28 10:30", "03-31 10:30",
    ]  # fmt: skip


@pytest.mark.parametrize("spelling", ["day 1, day 5, day 14", "Day 1,day 5, Day 14", "day 14, day 1, day 5, day 5"])
def test_a_cadence_of_numbered_days_is_on_these_days(spelling: str) -> None:
    assert schedule(spelling, "2026-05-06T10:30") == ["05-06 10:30", "05-10 10:30", "05-19 10:30"]


def test_a_cadence_may_begin_on_a_later_day() -> None:
    assert schedule("day 3, day 10", "2026-05-06T10:30") == ["05-08 10:30", "05-15 10:30"]


@pytest.mark.parametrize(
    "text", ["daily", "x", "weekly!", "every week", "day 0", "day 1 day 5", "day one", "day 1000", "day 1,", "day ²"]
)
def test_a_cadence_in_unknown_words_is_a_single_touch(text: str) -> None:
    assert understood(text) == "once"
    assert schedule(text, "2026-05-06T10:30") == ["05-06 10:30"]


def test_what_begins_at_night_begins_in_the_morning() -> None:
    assert schedule("weekly", "2026-05-06T22:00", 2) == ["05-07 08:00", "05-14 08:00"]
    assert schedule("weekly", "2026-05-06T03:00", 2) == ["05-06 08:00", "05-13 08:00"]
    assert schedule("day 1, day 2", "2026-05-06T22:00") == ["05-07 08:00", "05-08 08:00"]


def test_what_was_missed_is_not_made_up_for() -> None:
    start, now = at("2026-05-06T10:30"), at("2026-05-30T12:00")
    following = next_touch("weekly", start=start, after=now, zone=TORONTO)
    assert following == at("2026-06-03T10:30")
    assert next_touch("day 1, day 5, day 14", start=start, after=now, zone=TORONTO) is None


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        ("2026-05-06T08:00:00", "2026-05-06T08:00:00"),
        ("2026-05-06T07:59:59.999", "2026-05-06T08:00:00"),
        ("2026-05-06T00:00:00", "2026-05-06T08:00:00"),
        ("2026-05-06T20:58:59.999", "2026-05-06T20:58:59.999"),
        ("2026-05-06T20:59:00", "2026-05-07T08:00:00"),  # it could not be gone by nine
        ("2026-05-06T21:00:00", "2026-05-07T08:00:00"),
        ("2026-05-06T23:59:59", "2026-05-07T08:00:00"),
        ("2025-12-31T22:00:00", "2026-01-01T08:00:00"),
        ("2026-03-08T00:30:00", "2026-03-08T08:00:00"),  # the night when clocks go forward
        ("2025-11-01T22:00:00", "2025-11-02T08:00:00"),  # and back
    ],
)
def test_a_time_at_the_edge_of_the_night_is_moved_only_into_the_day(instant: str, expected: str) -> None:
    assert allowed(at(instant), TORONTO) == at(expected)


@given(INSTANTS, st.sampled_from(ZONES))
def test_no_time_is_at_night(instant: datetime, name: str) -> None:
    zone = ZoneInfo(name)
    found = allowed(instant, zone)
    local = found.astimezone(zone)
    assert local.time() >= OPENING
    assert (found + SEND_TIMEOUT).astimezone(zone).time() < CLOSING
    assert instant <= found <= instant + timedelta(hours=25)
    assert allowed(found, zone) == found


@given(
    INSTANTS, st.sampled_from(["weekly", "bi-weekly", "monthly", "day 1, day 5, day 14", "x"]), st.sampled_from(ZONES)
)
def test_a_schedule_goes_forward_and_never_at_night(start: datetime, cadence: str, name: str) -> None:
    zone, after = ZoneInfo(name), None
    for _ in range(6):
        following = next_touch(cadence, start=start, after=after, zone=zone)
        if following is None:
            break
        assert following >= start
        assert after is None or following > after
        assert allowed(following, zone) == following
        after = following


@pytest.mark.parametrize(
    ("text", "tone"),
    [
        ("friendly", "gentle"), ("Friendly, but firm", "gentle"), ("FIRM", "firm"), ("very strict.", "firm"),
        ("urgent", "formal"), ("final notice", "formal"), ("firm and urgent", "firm"), ("confirmed", "neutral"),
        ("", "neutral"), ("😀", "neutral"), ("neutral", "neutral"),
    ],
)  # fmt: skip
def test_each_tone_is_read_from_its_words(text: str, tone: str) -> None:
    assert tone_of(text) == tone
    assert tone in ENGLISH


def test_every_tone_has_its_own_words_in_both_languages() -> None:
    assert set(ENGLISH) == set(FRENCH) == {"gentle", "neutral", "firm", "formal"}
    for words in (ENGLISH, FRENCH):
        assert len({one.subject for one in words.values()}) == len({one.ask for one in words.values()}) == 4
        assert all("{provider}" in one.ask and one.ask.endswith(".") for one in words.values())
