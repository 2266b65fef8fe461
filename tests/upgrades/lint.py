"""python -m tests.upgrades.lint: whether migrations may run while the version before them serves requests.

Squawk judges the SQL of each migration, and the rules below what it can't see. Released migrations are not judged: they
stay as they are.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import django
from django.db import connection
from django.db.migrations import AddField, CreateModel, Migration, RunPython
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.db.models import NOT_PROVIDED

# The last migration of each app that was released before there was this linter.
LAST_EXEMPT = {
    "workspace": "0024_sent_messages",
    "documents": "0015_days_of_obligations_validated",
    "signing": "0025_plans_of_packages",
    "clickwrap": "0006_validated_hashes",
}
# What a migration may do all the same, with the reason, such as the time that it was measured to take with many rows:
# {("signing.0099_name", "rule"): "reason"}.
ACCEPTED: dict[tuple[str, str], str] = {}
# Of types and styles; the timeouts, which `manage.py migrate` sets; and what is done at once when a check is replaced.
EXCLUDED = (
    "ban-drop-constraint",
    "prefer-text-field",
    "prefer-bigint-over-int",
    "prefer-bigint-over-smallint",
    "prefer-identity",
    "prefer-robust-stmts",
    "require-lock-timeout",
    "require-statement-timeout",
)
SQUAWK = Path(sys.executable).with_name("squawk")
# Statements whose locks nobody has to wait for.
HARMLESS = r"(CREATE|DROP) (UNIQUE )?INDEX CONCURRENTLY|ALTER TABLE \S+ VALIDATE CONSTRAINT"
CHANGES_ROWS = r"UPDATE|DELETE|INSERT|WITH|DO"

Finding = tuple[str, str]


def findings(migration: Migration, before: ProjectState) -> set[Finding]:
    """(name of the migration, rule) of whatever is not accepted; `before` is the state that the migration changes."""
    name = f"{migration.app_label}.{migration.name}"
    statements = _sql(migration, before.clone())
    rules = {*_squawk(statements, is_atomic=migration.atomic), *_own_rules(migration, statements)}
    return {(name, rule) for rule in rules} - ACCEPTED.keys()


def later_migrations(loader: MigrationLoader) -> Iterator[tuple[Migration, ProjectState]]:
    """Those that are judged, each with the state before it."""
    for key, migration in loader.disk_migrations.items():
        app, name = key
        if app in LAST_EXEMPT and name > LAST_EXEMPT[app]:
            yield migration, loader.project_state(key, at_end=False)


def _sql(migration: Migration, state: ProjectState) -> list[str]:
    with connection.schema_editor(collect_sql=True, atomic=migration.atomic) as editor:
        migration.apply(state, editor, collect_sql=True)
    return [line for line in editor.collected_sql if not line.startswith("--")]


def _squawk(statements: Iterable[str], *, is_atomic: bool) -> set[str]:
    text = "\n".join(("BEGIN;", *statements, "COMMIT;") if is_atomic else statements)
    options = [
        "--reporter=json",
        "--pg-version=14",
        "--stdin-filepath=migration.sql",
        f"--exclude={','.join(EXCLUDED)}",
    ]
    done = subprocess.run([SQUAWK, *options], input=text, capture_output=True, text=True)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr)
    return {found["rule_name"] for found in json.loads(done.stdout)}


def _own_rules(migration: Migration, statements: list[str]) -> Iterator[str]:
    made = {operation.name.lower() for operation in migration.operations if isinstance(operation, CreateModel)}
    for operation in migration.operations:
        # Django's default is not in the database, so that the old code could insert no row any more.
        if isinstance(operation, AddField) and operation.model_name.lower() not in made and _is_required(operation):
            yield "required-without-db-default"
    changing = [sql for sql in statements if re.match(CHANGES_ROWS, sql.lstrip())]
    changes_rows = changing or any(isinstance(operation, RunPython) for operation in migration.operations)
    if changes_rows and migration.atomic:
        yield "rows-changed-in-one-transaction"
    # Only in transactions does `manage.py migrate` limit how long locks are waited for.
    if not migration.atomic and any(not re.match(HARMLESS, sql.lstrip()) for sql in statements if sql not in changing):
        yield "lock-outside-of-transaction"


def _is_required(operation: Any) -> bool:
    field = operation.field
    return not (field.many_to_many or field.null or field.db_default is not NOT_PROVIDED)


def main() -> int:
    """0 when there is nothing to say."""
    found = {
        finding
        for migration, before in later_migrations(MigrationLoader(connection, replace_migrations=False))
        for finding in findings(migration, before)
    }
    for name, rule in sorted(found):
        sys.stdout.write(f"{name}: {rule}\n")
    if found:
        sys.stdout.write("See CONTRIBUTING.md, and https://squawkhq.com/docs/rules\n")
    return 1 if found else 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safeclose.settings")
    django.setup()
    sys.exit(main())
