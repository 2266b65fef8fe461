"""Tables whose rows stay as they were written, by the database's own word."""

from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from safeclose.records.append_only import append_only
from workspace.models import Event

pytestmark = pytest.mark.django_db


def run(sql: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.fixture
def event() -> Event:
    return Event.objects.create(type="t", subject_type="s", subject_id="1", actor={"kind": "system"}, data={"a": 1})


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE workspace_event SET type = 'other'",
        "UPDATE workspace_event SET type = type",
        "UPDATE workspace_event SET created_at = now() WHERE subject_id = '1'",
        "UPDATE workspace_event SET data = '{}'",
        "DELETE FROM workspace_event",
        "TRUNCATE workspace_event",
        "TRUNCATE workspace_event, workspace_organization CASCADE",
        "INSERT INTO workspace_event SELECT * FROM workspace_event ON CONFLICT (id) DO UPDATE SET type = 'other'",
    ],
)
def test_events_are_neither_changed_nor_deleted_by_sql(sql: str, event: Event) -> None:
    with pytest.raises(DatabaseError, match=r"Rows of workspace_event are append-only\."):
        run(sql)
    assert list(Event.objects.values("type", "data")) == [{"type": "t", "data": {"a": 1}}]


def test_events_are_neither_changed_nor_deleted_by_the_orm(event: Event) -> None:
    event.type = "other"
    for change in (event.save, event.delete, Event.objects.all().delete, lambda: Event.objects.update(type="other")):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()
    assert Event.objects.get().type == "t"


@pytest.fixture
def erasable() -> None:
    run("CREATE TABLE note (id int PRIMARY KEY, said text, kept jsonb)")
    with connection.cursor() as cursor:
        cursor.execute(append_only("note", erasable=True).sql)
    run("INSERT INTO note VALUES (1, 'x', %s)", '{"name": "Alice", "reason": "why", "tags": ["a", "b"]}')


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE note SET kept = kept - 'name'",
        "UPDATE note SET kept = '{}'",
        """UPDATE note SET kept = '{"reason": "why"}'""",
        "UPDATE note SET kept = kept",
    ],
)
def test_from_an_erasable_row_something_may_be_taken_away(sql: str, erasable: None) -> None:
    run(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE note SET said = 'y'",
        "UPDATE note SET id = 2",
        "UPDATE note SET said = NULL, kept = '{}'",
        """UPDATE note SET kept = kept || '{"name": "Bob"}'""",
        """UPDATE note SET kept = kept || '{"new": "x"}'""",
        """UPDATE note SET kept = '{"name": "Bob"}'""",
        """UPDATE note SET kept = '[]'""",
        "UPDATE note SET kept = NULL",
        "DELETE FROM note",
        "TRUNCATE note",
    ],
)
def test_an_erasable_row_takes_no_other_change(sql: str, erasable: None) -> None:
    with pytest.raises(DatabaseError, match=r"Rows of note are append-only\."):
        run(sql)


def test_undoing_the_migration_leaves_no_trigger(erasable: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(append_only("note", erasable=True).reverse_sql)
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgrelid = 'note'::regclass")
        assert cursor.fetchone() == (0,)


def test_every_guarded_table_is_guarded_in_full() -> None:
    """Over all tables: who has one of the guards has all of them, and the event log is among them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, array_agg(tgname::text), bool_and(tgenabled = 'O') FROM pg_trigger "
            "WHERE tgname LIKE '%%_rows_stay' OR tgname LIKE '%%_is_never_emptied' GROUP BY 1"
        )
        guarded: list[tuple[str, list[str], Any]] = cursor.fetchall()
    tables = {model._meta.db_table for model in apps.get_models()}
    assert {"workspace_event"} <= {table for table, _, _ in guarded} <= tables
    for table, names, enabled in guarded:
        assert (set(names), enabled) == ({f"{table}_rows_stay", f"{table}_is_never_emptied"}, True)
