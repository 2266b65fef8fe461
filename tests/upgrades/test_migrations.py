"""Migrations run while the version before serves requests: no operation reads or writes a large table under a lock."""

from collections.abc import Iterator

from django.contrib.postgres.operations import NotInTransactionMixin
from django.db.migrations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    AlterUniqueTogether,
    CreateModel,
    Migration,
)
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.models import NOT_PROVIDED

from tests.upgrades.test_databases_of_releases import RELEASES

# There was no database in use before this release.
FIRST = RELEASES["90307d4"]
# Tables that stay small, or for which the operation was measured: below 150 ms with 200,000 rows. That a
# varchar becomes longer (`trailevent`) or a column may be null (`idempotentrequest`) changes the catalogue alone.
ACCEPTED = {
    ("signing.0011_archived_and_reopened", "flow"),
    ("signing.0011_archived_and_reopened", "signing"),
    ("signing.0011_archived_and_reopened", "template"),
    ("signing.0020_objections", "trailevent"),
    ("workspace.0011_invited_by", "membership"),
    ("workspace.0023_idempotency_keys_of_links", "idempotentrequest"),
}


def test_no_migration_holds_a_lock_on_a_table_while_it_reads_or_writes_all_of_it() -> None:
    found = {
        (f"{migration.app_label}.{migration.name}", operation.model_name.lower())
        for migration in _later_migrations()
        for operation in _on_earlier_tables(migration)
        if _reads_or_writes_the_table(operation)
    }
    assert found == ACCEPTED


def _later_migrations() -> Iterator[Migration]:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    for (app, name), migration in loader.disk_migrations.items():
        if name > FIRST.get(app, "~"):
            yield migration


def _on_earlier_tables(migration: Migration) -> Iterator[Operation]:
    """Those on tables that the migration does not create itself."""
    created = {operation.name.lower() for operation in migration.operations if isinstance(operation, CreateModel)}
    for operation in migration.operations:
        if getattr(operation, "model_name", "").lower() not in {"", *created}:
            yield operation


def _reads_or_writes_the_table(operation: Operation) -> bool:
    if isinstance(operation, NotInTransactionMixin):
        return False
    if isinstance(operation, AddField):
        field = operation.field
        filled = not field.many_to_many and not field.null and field.db_default is NOT_PROVIDED
        return filled or field.unique or field.db_index
    return type(operation) in (AddConstraint, AddIndex, AlterField, AlterUniqueTogether)
