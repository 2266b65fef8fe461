"""The time, in the precision in which it is shown and hashed."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from safeclose import clock


def test_now_is_in_utc_and_whole_milliseconds() -> None:
    before = datetime.now(UTC)
    now = clock.now()
    assert now.tzinfo == UTC
    assert now.microsecond % 1000 == 0
    assert timedelta(0) <= before - now + timedelta(milliseconds=1) < timedelta(seconds=60)
    assert datetime.fromisoformat(clock.iso(now)) == now


ZONES = st.sampled_from([UTC, timezone(timedelta(hours=-4)), timezone(timedelta(hours=5, minutes=45))])


@given(st.datetimes(datetime(1000, 1, 1), datetime(9000, 1, 1), timezones=ZONES))
def test_iso_is_the_instant_in_utc_cut_to_milliseconds(instant: datetime) -> None:
    text = clock.iso(instant)
    assert len(text) == 24
    assert text.endswith("Z")
    assert timedelta(0) <= instant - datetime.fromisoformat(text) < timedelta(milliseconds=1)


def test_iso_is_in_utc_and_cut_to_milliseconds() -> None:
    eastern = timezone(timedelta(hours=-4))
    assert clock.iso(datetime(2026, 4, 26, 20, 0, tzinfo=eastern)) == "2026-04-27T00:00:00.000Z"
    assert clock.iso(datetime(2026, 4, 27, 0, 0, 0, 999_999, tzinfo=UTC)) == "2026-04-27T00:00:00.999Z"
