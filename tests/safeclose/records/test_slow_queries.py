"""Statements that take long are in the log; what they ask for is not."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from safeclose.records import slow_queries
from tests.safeclose.conftest import Written
from workspace.models import User


@pytest.fixture
def slow_is(db: None, settings: Any) -> Any:
    """Sets SLOW_QUERY_MS for this test, also for the connection that is there already."""
    before = list(connection.execute_wrappers)
    yield lambda ms: (setattr(settings, "SLOW_QUERY_MS", ms), slow_queries.prepare(None, connection))
    connection.execute_wrappers[:] = before


def test_a_slow_statement_is_logged_without_its_parameters(slow_is: Any, log: Written) -> None:
    slow_is(1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.01), %s", ["zelda@example.com"])
    [line] = log.of("slow_query")
    assert line["sql"] == "SELECT pg_sleep(0.01), %s"
    assert line["ms"] >= 10
    assert "zelda" not in str(log.lines)


def test_a_statement_that_fails_slowly_is_logged_too(slow_is: Any, log: Written) -> None:
    slow_is(1)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 / length(pg_sleep(0.01)::text)")
    assert log.of("slow_query")


def test_a_fast_statement_is_not_logged(slow_is: Any, log: Written) -> None:
    slow_is(60_000)
    User.objects.exists()
    assert log.of("slow_query") == []
