"""Instants come from the database as they were written, in UTC."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import connection
from django.db.utils import DataError
from hypothesis import given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.django_db


def read(expression: str, *values: object) -> object:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {expression}", values)
        return cursor.fetchone()[0]


# PostgreSQL takes no more than 15:59.
OFFSETS = st.integers(-15 * 60, 15 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@settings(max_examples=200)
@given(st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31), timezones=OFFSETS))
def test_an_instant_is_read_as_it_was_written(instant: datetime) -> None:
    found = read("%s::timestamptz", instant)
    assert isinstance(found, datetime)
    assert (found, found.tzinfo) == (instant, UTC)


@pytest.mark.parametrize("text", ["infinity", "-infinity", "0044-03-15 BC", "12026-01-01"])
def test_what_python_can_not_hold_is_an_error(text: str) -> None:
    with pytest.raises(DataError):
        read("%s::timestamptz", text)


def test_nothing_stays_nothing() -> None:
    assert read("NULL::timestamptz") is None
