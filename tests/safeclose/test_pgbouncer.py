"""The whole service through PgBouncer, in both of its modes."""

from pathlib import Path

import pytest

from tests.pgbouncer_server import pgbouncer
from tests.processes import service


@pytest.mark.parametrize("mode", ["session", "transaction"])
def test_the_main_workflow_runs_through_pgbouncer(mode: str, django_db_setup: None, tmp_path: Path) -> None:
    """Web and worker: draft to sealed PDF, a package, an acceptance; verified offline."""
    with (
        service(tmp_path / "service") as running,
        pgbouncer(tmp_path / "pgbouncer", running.environment["DATABASE_URL"], mode) as address,
    ):
        running.environment |= {"DATABASE_URL": address, "DATABASE_POOLING": mode}
        del running.environment["PGOPTIONS"]
        printed = running.manage("demo")
        assert "GENUINE" in printed
        assert f"through a pooler (DATABASE_POOLING is {mode})" in running.manage("doctor", "--only", "database")
