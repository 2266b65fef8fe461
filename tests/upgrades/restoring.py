"""The database of an earlier release, restored beside that of the tests and migrated by today's code."""

import json
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from django.core.management import call_command
from psycopg import sql

from safeclose.storage import files
from tests import databases

FOLDER = Path(__file__).resolve().parent
Columns = dict[str, list[str]]
Rows = set[tuple[str, str]]

COLUMNS = """
SELECT relname, array_agg(attname::text ORDER BY attname)
FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND attnum > 0 AND NOT attisdropped
GROUP BY relname
"""
LAST_MIGRATIONS = """
SELECT app, max(name) FROM django_migrations
WHERE app IN ('workspace', 'documents', 'signing', 'clickwrap') GROUP BY app
"""


@dataclass(frozen=True)
class Upgraded:
    """What was restored, and how it was before the migrations ran."""

    name: str
    database: str
    last_migrations: dict[str, str]
    columns: Columns
    rows: Rows
    # What the release answered, by path.
    answers: dict[str, Any]
    # Its sealing certificate, as PEM.
    trust: bytes


@contextmanager
def restored(release: str) -> Iterator[Upgraded]:
    """The database as the release left it, not migrated, which is deleted afterwards."""
    members = _members(FOLDER / f"{release}.tar.xz")
    for name, content in members.items():
        if name.startswith("files/"):
            files.keep(content)
    name = f"restored_{os.getpid()}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as admin:
        databases.drop(admin, name)
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            with psycopg.connect(databases.named(os.environ["DATABASE_URL"], name)) as connection:
                connection.execute(members["database.sql"])
                connection.execute("SET search_path TO public")
                last_migrations = dict(connection.execute(LAST_MIGRATIONS).fetchall())
                columns = dict(connection.execute(COLUMNS).fetchall())
                before = rows(connection, columns)
            answers = json.loads(members["answers.json"])
            yield Upgraded(release, name, last_migrations, columns, before, answers, members["trust.pem"])
        finally:
            databases.drop(admin, name)


@contextmanager
def upgraded(release: str) -> Iterator[Upgraded]:
    """Django's connection leads to the migrated database, which is deleted afterwards."""
    with restored(release) as found, databases.used(found.database):
        call_command("migrate", verbosity=0)
        yield found


def unpack_code(release: str, folder: Path) -> Path:
    """The code of the release; `folder`, which is made."""
    with tarfile.open(FOLDER / f"{release}.code.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    return folder


def rows(cursor: Any, columns: Columns) -> Rows:
    """Every row, as (name of the table, text of these columns as PostgreSQL writes it)."""
    return {
        (table, text)
        for table, names in columns.items()
        for (text,) in cursor.execute(
            sql.SQL("SELECT row({})::text FROM {}").format(
                sql.SQL(", ").join(map(sql.Identifier, names)), sql.Identifier(table)
            )
        ).fetchall()
    }


def _members(path: Path) -> dict[str, bytes]:
    with tarfile.open(path) as archive:
        return {member.name: archive.extractfile(member).read() for member in archive}  # type: ignore[union-attr]
