"""Test databases are copies of one that was migrated before: migrating takes seconds, copying a tenth of one."""

import fcntl
import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.db import connections

from tests.environment import POSTGRES, ROOT

KEPT_TABLES = {
    "django_migrations", "django_content_type", "auth_permission",
    "documents_checklisttemplate", "documents_templatemilestone",  # filled by a migration
}  # fmt: skip
APPS = ("safeclose", "workspace", "documents", "signing", "clickwrap")
IMPORT = re.compile(rf"^\s*(?:from|import) ((?:{'|'.join(APPS)})\b[\w.]*)(?: import (\w+))?", re.MULTILINE)


def migrated(admin: psycopg.Connection[Any]) -> str:
    """The name of a database with all migrations and no rows of ours.

    It is kept between runs, and made anew when a migration, a module that one imports, or a locked package changes.
    `admin` commits each statement.
    """
    name = f"migrated_{_fingerprint()}"
    with (POSTGRES.parent / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        found = {row[0] for row in admin.execute(r"SELECT datname FROM pg_database WHERE datname LIKE 'migrated\_%'")}
        if name not in found:
            for old in found:
                drop(admin, old)
            drop(admin, "migrating")
            admin.execute("CREATE DATABASE migrating")
            subprocess.run(
                [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
                cwd=ROOT, check=True,
                env={**os.environ, "DATABASE_URL": named(os.environ["DATABASE_URL"], "migrating")},
            )  # fmt: skip
            admin.execute(f'ALTER DATABASE migrating RENAME TO "{name}"')
    return name


def copy(admin: psycopg.Connection[Any], source: str, name: str) -> None:
    """Make a database `name`, in place of one of that name, as `source` is."""
    drop(admin, name)
    admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')


def drop(admin: psycopg.Connection[Any], name: str) -> None:
    """Delete a database and end the connections to it; nothing where there is none."""
    admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def test_database() -> Iterator[None]:
    """Django's connection leads to a fresh copy of the migrated database, which is deleted afterwards."""
    configured = connections["default"].settings_dict
    name = configured["TEST"]["NAME"] or f"test_{configured['NAME']}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as admin:
        copy(admin, migrated(admin), name)
        try:
            with used(name):
                yield
        finally:
            drop(admin, name)


@contextmanager
def used(name: str) -> Iterator[None]:
    """Django's connection leads to this database, and to the one before afterwards."""
    connection = connections["default"]
    before = connection.settings_dict["NAME"]
    _use(connection, name)
    try:
        yield
    finally:
        _use(connection, before)


def own_tables(cursor: Any) -> list[str]:
    """The quoted names of all tables whose rows tests write."""
    connection = connections["default"]
    tables = set(connection.introspection.table_names(cursor)) - KEPT_TABLES
    return [connection.ops.quote_name(table) for table in sorted(tables)]


def named(url: str, name: str) -> str:
    """The address of another database on the same server."""
    head, tail = url.split("/postgres?", 1)
    return f"{head}/{name}?{tail}"


def _use(connection: Any, name: str) -> None:
    connection.close()
    connection.close_pool()
    connection.settings_dict["NAME"] = name


def _fingerprint() -> str:
    files = sorted(path for app in APPS for path in (ROOT / app).glob("**/migrations/*.py"))
    imported = sorted({path for file in files for path in _imported(file.read_text())})
    content = b"".join(path.read_bytes() for path in [*files, *imported, ROOT / "requirements-dev.txt"])
    return hashlib.sha256(content).hexdigest()[:16]


def _imported(source: str) -> Iterator[Path]:
    """Our modules that a migration imports: the SQL of some triggers is written there."""
    for module, name in IMPORT.findall(source):
        folder = ROOT / module.replace(".", "/")
        for path in (folder.with_suffix(".py"), folder / f"{name}.py"):
            if path.exists():
                yield path
