"""Connections that the server ended while they were in the pool."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from unittest.mock import Mock

import psycopg
import pytest
from django.conf import settings
from django.db import OperationalError, connection, transaction
from psycopg_pool import ConnectionPool

from safeclose.records.reconnecting import keep_trying
from safeclose.records.transactions import action, before_commit
from workspace.models import User


@pytest.fixture
def dies(committed: None) -> Callable[[], None]:
    """Ends the connection of this thread, and all others that lead to this database, from outside."""

    def end() -> None:
        words = connection.get_connection_params()
        outside = {key: words[key] for key in ("host", "port", "user", "password") if key in words}
        with psycopg.connect(**outside, dbname="postgres", autocommit=True) as admin:
            admin.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", [words["dbname"]]
            )

    User.objects.exists()  # there is a connection
    return end


@action
def take(*, clerk_user_id: str, between: Callable[[], None] = lambda: None) -> None:
    """An action of this test, with two statements."""
    User.objects.exists()
    between()
    User.objects.create(clerk_user_id=clerk_user_id)


def taken() -> list[str]:
    return list(User.objects.values_list("clerk_user_id", flat=True))


def test_reading_outside_of_a_transaction_goes_on(dies: Callable[[], None]) -> None:
    dies()
    assert taken() == []


def test_rows_that_are_read_in_pieces_are_read(dies: Callable[[], None]) -> None:
    take(clerk_user_id="user_x")
    dies()
    assert [user.clerk_user_id for user in User.objects.iterator(chunk_size=1)] == ["user_x"]


def test_an_action_that_begins_on_a_dead_connection_is_carried_out_once(dies: Callable[[], None]) -> None:
    also = []
    dies()
    with before_commit(lambda: also.append(connection.in_atomic_block)):
        take(clerk_user_id="user_x")
    assert taken() == ["user_x"]
    assert also == [True]
    assert connection.get_autocommit()


def test_an_action_that_begins_on_a_dead_connection_can_still_be_rolled_back(dies: Callable[[], None]) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    dies()
    with pytest.raises(ZeroDivisionError):
        take(clerk_user_id="user_x", between=fail)
    assert taken() == []


def test_a_savepoint_may_be_the_first_statement(dies: Callable[[], None]) -> None:
    dies()
    with transaction.atomic(), transaction.atomic():
        User.objects.create(clerk_user_id="user_x")
    assert taken() == ["user_x"]


def test_an_action_whose_connection_dies_in_the_middle_is_not_tried_again(dies: Callable[[], None]) -> None:
    with pytest.raises(OperationalError):
        take(clerk_user_id="user_x", between=dies)
    assert taken() == []
    take(clerk_user_id="user_y")
    assert taken() == ["user_y"]


def test_writing_outside_of_a_transaction_is_not_tried_again(dies: Callable[[], None]) -> None:
    """The server could have done it before the connection died."""
    dies()
    with pytest.raises(OperationalError), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE twice ()")
    connection.close()
    assert "twice" not in connection.introspection.table_names()


def test_a_refused_statement_on_a_living_connection_is_not_tried_again(committed: None) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 50")
        with pytest.raises(OperationalError), transaction.atomic():
            cursor.execute("SELECT pg_sleep(5)")


def test_all_connections_of_the_pool_may_have_died(dies: Callable[[], None]) -> None:
    """Each thread has a connection; all are given back, and are dead when they are taken again."""
    threads = 8
    together = Barrier(threads, timeout=30)

    def use(number: int) -> None:
        try:
            User.objects.exists()
            together.wait()
            connection.close()
            if not together.wait():
                dies()
            together.wait()
            take(clerk_user_id=f"user_{number}")
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as executor:
        list(executor.map(use, range(threads)))
    assert sorted(taken()) == [f"user_{number}" for number in range(threads)]


def test_the_pool_connects_for_who_waits_however_often_it_gave_up(committed: None) -> None:
    assert settings.DATABASES["default"]["OPTIONS"]["pool"]["reconnect_failed"] is keep_trying
    tries = []

    class Unsteady(psycopg.Connection[Any]):
        """Fails until the pool has given up several times."""

        @classmethod
        def connect(cls, *args: Any, **kwargs: Any) -> Any:
            tries.append(1)
            if len(tries) < 9:
                raise psycopg.OperationalError("The database is away.")
            return super().connect(*args, **kwargs)

    pool = ConnectionPool(
        os.environ["DATABASE_URL"], connection_class=Unsteady, open=False, min_size=0, max_size=4,
        reconnect_timeout=0.05, reconnect_failed=keep_trying,
    )  # fmt: skip
    pool.open()
    try:
        with pool.connection(timeout=20) as found:
            assert found.execute("SELECT 1").fetchone() == (1,)
    finally:
        pool.close()
    assert len(tries) >= 9


def test_a_pool_that_nobody_waits_for_does_not_go_on_connecting() -> None:
    pool = Mock(get_stats=lambda: {"requests_waiting": 0})
    keep_trying(pool)
    pool.getconn.assert_not_called()
