"""Migrations run while the version before serves requests: the linter finds those that would stop it."""

import subprocess
from collections.abc import Callable
from unittest.mock import Mock

import pytest
from django.contrib.postgres.operations import (
    AddConstraintNotValid,
    AddIndexConcurrently,
    ValidateConstraint,
)
from django.db import connection, models
from django.db.migrations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    CreateModel,
    DeleteModel,
    Migration,
    RemoveField,
    RenameField,
    RunPython,
    RunSQL,
)
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import CharField, CheckConstraint, Index, IntegerField, Q, UniqueConstraint

from tests.upgrades import lint

UPDATE = RunSQL("UPDATE signing_signer SET party = 'buyer'")
CHECK = CheckConstraint(condition=Q(wrong_answers__lt=99), name="few_are_wrong")
INDEX = Index(fields=["party"], name="signers_by_party")


@pytest.fixture(scope="module")
def state(django_db_setup: None, django_db_blocker: object) -> ProjectState:
    """What the migrations of today end with."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        return MigrationLoader(connection).project_state()


@pytest.fixture
def found(committed: None, state: ProjectState) -> Callable[..., set[str]]:
    """The rules that a migration of these operations breaks."""

    def judge(*operations: Operation, atomic: bool = True) -> set[str]:
        migration = Migration("0099_new", "signing")
        migration.operations, migration.atomic = list(operations), atomic
        named = lint.findings(migration, state)
        assert {name for name, _ in named} <= {"signing.0099_new"}
        return {rule for _, rule in named}

    return judge


BAD: dict[str, tuple[list[Operation], bool]] = {
    "required-without-db-default": ([AddField("signer", "age", IntegerField(default=1))], True),
    "require-concurrent-index-creation": ([AddIndex("signer", INDEX)], True),
    "constraint-missing-not-valid": ([AddConstraint("signer", CHECK)], True),
    "disallowed-unique-constraint": ([RunSQL("ALTER TABLE signing_signer ADD CONSTRAINT one UNIQUE (party)")], True),
    "changing-column-type": ([AlterField("signer", "party", CharField(max_length=90, db_default=""))], True),
    "adding-not-nullable-field": ([AlterField("signer", "language", CharField(max_length=2, default="en"))], True),
    "ban-drop-column": ([RemoveField("signer", "language")], True),
    "ban-drop-table": ([DeleteModel("challenge")], True),
    "renaming-column": ([RenameField("signer", "party", "side")], True),
    "adding-foreign-key-constraint": (
        [AddField("signer", "x", models.ForeignKey("signing.Envelope", models.CASCADE, null=True, db_index=False))],
        True,
    ),
    "rows-changed-in-one-transaction": ([UPDATE], True),
    "lock-outside-of-transaction": ([RunSQL("ALTER TABLE signing_signer ADD COLUMN x int NULL")], False),
}


@pytest.mark.parametrize("rule", BAD)
def test_a_new_migration_that_would_stop_others_is_found(rule: str, found: Callable[..., set[str]]) -> None:
    operations, atomic = BAD[rule]
    assert rule in found(*operations, atomic=atomic)


def test_a_unique_constraint_blocks_writers_while_it_is_made(found: Callable[..., set[str]]) -> None:
    assert found(AddConstraint("signer", UniqueConstraint(fields=["party"], name="one_party")))


def test_python_that_changes_rows_does_so_in_pieces(found: Callable[..., set[str]]) -> None:
    work = RunPython(RunPython.noop, RunPython.noop)
    assert found(work) == {"rows-changed-in-one-transaction"}
    assert found(work, atomic=False) == set()


def test_checks_are_validated_in_a_migration_of_their_own(found: Callable[..., set[str]]) -> None:
    both = AddConstraintNotValid("signer", CHECK), ValidateConstraint("signer", "few_are_wrong")
    assert found(*both) == {"constraint-missing-not-valid"}
    assert found(both[0]) == set()


@pytest.mark.parametrize(
    ("operations", "atomic"),
    [
        ([AddField("signer", "x", CharField(max_length=9, null=True))], True),
        ([AddField("signer", "x", IntegerField(db_default=0, default=0))], True),
        (
            [CreateModel("New", [("id", models.BigAutoField(primary_key=True)), ("x", IntegerField(db_index=True))])],
            True,
        ),
        ([AddIndexConcurrently("signer", INDEX)], False),
        ([RunSQL("DROP INDEX CONCURRENTLY IF EXISTS signers_by_party"), AddIndexConcurrently("signer", INDEX)], False),
        ([UPDATE], False),
    ],
    ids=["nullable", "with a default", "a new table", "an index", "an index again", "rows in pieces"],
)
def test_what_nobody_waits_for_is_allowed(
    operations: list[Operation], atomic: bool, found: Callable[..., set[str]]
) -> None:
    assert found(*operations, atomic=atomic) == set()


def test_what_is_accepted_is_not_found(found: Callable[..., set[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lint, "ACCEPTED", {("signing.0099_new", "ban-drop-column"): "nothing reads it since 2.0"})
    assert found(RemoveField("signer", "language")) == set()


def test_released_migrations_are_not_judged_and_later_ones_are(
    committed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    loader = MigrationLoader(connection)
    for app, name in lint.LAST_EXEMPT.items():
        assert (app, name) in loader.disk_migrations
    monkeypatch.setitem(lint.LAST_EXEMPT, "signing", "0022_reasons_of_undelivered")
    judged = {migration.name: lint.findings(migration, state) for migration, state in lint.later_migrations(loader)}
    rules = {rule for _, rule in judged["0023_links_of_package_signers"]}
    assert rules == {"adding-foreign-key-constraint", "ban-drop-not-null", "changing-column-type"}
    assert judged["0024_links_of_package_signers_validated"] == judged["0025_plans_of_packages"] == set()


def test_what_is_accepted_is_there(committed: None) -> None:
    names = {f"{app}.{name}" for app, name in MigrationLoader(connection).disk_migrations}
    assert {name for name, _ in lint.ACCEPTED} <= names


def test_a_linter_that_fails_is_no_approval(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: Mock(returncode=2, stderr="no such option"))
    with pytest.raises(RuntimeError, match="no such option"):
        lint._squawk(["SELECT 1;"], is_atomic=True)
