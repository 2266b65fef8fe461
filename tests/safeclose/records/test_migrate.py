"""`migrate` beside other sessions: it does not keep them waiting, and tries again."""

from collections.abc import Callable
from io import StringIO
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.core.management.commands import migrate as djangos
from django.db import DataError, connection, transaction

from safeclose.gateways import retries
from safeclose.management.commands import migrate

Work = Callable[[], None]


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long it waited between tries, without waiting."""
    found: list[float] = []
    monkeypatch.setattr(retries, "sleep", found.append)
    return found


@pytest.fixture
def migrates(committed: None, monkeypatch: pytest.MonkeyPatch) -> Callable[[Work], str]:
    """Runs the command with this in place of all migrations; what it wrote to stderr."""

    def run(work: Work) -> str:
        monkeypatch.setattr(djangos.Command, "handle", lambda *_, **__: work())
        said = StringIO()
        call_command("migrate", stderr=said, no_color=True)
        return said.getvalue()

    return run


def ask(statement: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone() if cursor.description else None


def alter() -> None:
    with transaction.atomic():
        ask("LOCK TABLE workspace_user")  # as ALTER TABLE does


def reader() -> psycopg.Connection[Any]:
    """Another session."""
    words = connection.get_connection_params()
    return psycopg.connect(
        **{key: words[key] for key in ("host", "port", "user", "password", "dbname") if key in words}
    )


def test_transactions_wait_half_a_second_for_locks_and_nothing_else_does(migrates: Callable[[Work], str]) -> None:
    found = []

    def work() -> None:
        found.append(ask("SHOW lock_timeout"))
        with transaction.atomic():
            found.append(ask("SHOW lock_timeout"))
            found.append(ask("SHOW lock_timeout"))
        found.append(ask("SHOW lock_timeout"))

    assert migrates(work) == ""
    with transaction.atomic():
        found.append(ask("SHOW lock_timeout"))
    assert found == [("0",), ("500ms",), ("500ms",), ("0",), ("0",)]


def test_a_lock_that_is_not_free_is_tried_again(
    migrates: Callable[[Work], str], waits: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    with reader() as other:
        other.execute("SELECT count(*) FROM workspace_user")
        monkeypatch.setattr(retries, "sleep", lambda seconds: (waits.append(seconds), other.rollback()))
        said = migrates(alter)
    assert said == "A lock was not free within 500 ms. The next try is in a second.\n"
    assert waits == [1.0]


def test_others_are_answered_between_the_tries(
    migrates: Callable[[Work], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with reader() as holder, reader() as other:
        holder.execute("SELECT count(*) FROM workspace_user")

        def read(_seconds: float) -> None:
            other.execute("SET LOCAL statement_timeout = 1000")
            other.execute("SELECT count(*) FROM workspace_user")
            other.rollback()
            holder.rollback()

        monkeypatch.setattr(retries, "sleep", read)
        assert "next try" in migrates(alter)


def test_a_migration_that_lost_a_deadlock_is_tried_again(migrates: Callable[[Work], str], waits: list[float]) -> None:
    tries = []

    def work() -> None:
        tries.append(1)
        if len(tries) < 3:
            ask("DO $$ BEGIN RAISE SQLSTATE '40P01'; END $$")

    sentence = "The migration and another session waited for each other. The next try is in a second.\n"
    assert migrates(work) == sentence * 2
    assert (len(tries), waits) == (3, [1.0, 1.0])


def test_a_lock_that_is_never_free_is_a_sentence(
    migrates: Callable[[Work], str], waits: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate, "RETRIES", retries.Retries(2, 1.0, 1.0))
    with reader() as other:
        other.execute("SELECT count(*) FROM workspace_user")
        with pytest.raises(CommandError) as caught:
            migrates(alter)
    assert caught.value.returncode == 1
    assert str(caught.value) == (
        "A lock was not free within 500 ms. 2 tries were made. Sessions that hold locks are in pg_stat_activity; a "
        "pg_dump holds some on all tables until it ends. What was applied is kept: the same command goes on from here."
    )


def test_a_fault_of_the_migration_itself_is_not_tried_again(
    migrates: Callable[[Work], str], waits: list[float]
) -> None:
    with pytest.raises(DataError, match="division by zero"):
        migrates(lambda: ask("SELECT 1 / 0"))
    assert waits == []
