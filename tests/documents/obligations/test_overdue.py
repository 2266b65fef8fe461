"""When what is due is overdue: a day when it is over where the organization is, an instant when it is past."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from documents.obligations.models import Obligation
from tests.clocks import stopped
from tests.documents.obligations.test_list import ROUTE, plain
from tests.people import Caller
from workspace.models import Organization

ZONES = sorted(available_timezones() - {"Factory", "localtime"})
INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))
DAY = date(2026, 5, 4)


def one(zone: str, *, day: date | None, at: datetime | None = None) -> Obligation:
    """Not saved."""
    due_at = at or datetime(day.year, day.month, day.day, tzinfo=UTC)  # type: ignore[union-attr]
    return Obligation(organization=Organization(timezone=zone), type="deposit_due", due_at=due_at, due_day=day)


@given(zone=st.sampled_from(ZONES), now=INSTANTS, days=st.integers(-2, 2))
def test_a_day_is_over_when_the_calendar_there_shows_a_later_one(zone: str, now: datetime, days: int) -> None:
    offset = ZoneInfo(zone).utcoffset(now.astimezone(ZoneInfo(zone)))
    assert offset is not None
    there = (now.replace(tzinfo=None) + offset).date()
    assert one(zone, day=there + timedelta(days=days)).is_overdue(now) is (days < 0)


@given(zone=st.sampled_from(ZONES), now=INSTANTS, milliseconds=st.integers(-5, 5))
def test_an_instant_is_the_same_everywhere(zone: str, now: datetime, milliseconds: int) -> None:
    due_at = now + timedelta(milliseconds=milliseconds)
    assert one(zone, day=None, at=due_at).is_overdue(now) is (milliseconds < 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "now", [datetime(2026, month, 15, hour, 30, tzinfo=UTC) for month in (1, 7) for hour in (3, 11)]
)
def test_the_database_knows_the_same_day_in_every_zone(now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_timezone_names WHERE name = ANY(%s)", [ZONES])
        names = sorted(name for (name,) in cursor.fetchall())
        assert len(names) > 300
        cursor.execute("SELECT name, timezone(name, %s)::date FROM unnest(%s::text[]) AS name", [now, names])
        assert dict(cursor.fetchall()) == {name: now.astimezone(ZoneInfo(name)).date() for name in names}


@pytest.mark.parametrize(
    ("zone", "last", "first"),
    [
        # the last instant at which the 4th of May is not over, and the first at which it is
        ("America/Toronto", "2026-05-05T03:59:59.999+00:00", "2026-05-05T04:00:00+00:00"),
        ("UTC", "2026-05-04T23:59:59.999+00:00", "2026-05-05T00:00:00+00:00"),
        ("Asia/Tokyo", "2026-05-04T14:59:59.999+00:00", "2026-05-04T15:00:00+00:00"),
        ("Pacific/Kiritimati", "2026-05-04T09:59:59.999+00:00", "2026-05-04T10:00:00+00:00"),
    ],
)
def test_the_list_and_the_count_of_staff_turn_at_the_same_instant(
    alice: Caller, monkeypatch: pytest.MonkeyPatch, zone: str, last: str, first: str
) -> None:
    Organization.objects.filter(pk=alice.organization.pk).update(timezone=zone)
    Obligation.objects.create(
        organization=alice.organization, document=plain(alice), key="closing:1", type="closing",
        description="Completion of the purchase.", due_at=datetime(2026, 5, 4, tzinfo=UTC), due_day=DAY,
    )  # fmt: skip
    seen = []
    for instant in map(datetime.fromisoformat, (last, first)):
        stopped(monkeypatch, instant)
        (shown,) = alice.get(ROUTE).json()["obligations"]
        assert shown["dueDate"] == "2026-05-04T00:00:00.000Z"
        seen.append((shown["urgency"], Obligation.objects.overdue(instant).count()))
    assert seen == [("due_soon", 0), ("overdue", 1)]
