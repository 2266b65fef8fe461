"""Exports are read from a standby that has all that was committed, and otherwise from the primary."""

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import httpx
import psycopg
import pytest

from tests.processes import Service, service
from tests.soak.postgres import Postgres


@pytest.fixture
def pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Postgres, Postgres]]:
    monkeypatch.delenv("PGOPTIONS")  # of the tests, where nothing is flushed
    primary, standby = Postgres(tmp_path / "primary"), Postgres(tmp_path / "standby")
    primary.make()
    try:
        yield primary, standby
    finally:
        for one in (standby, primary):
            if one.is_running():
                one.stop("immediate")


@pytest.fixture
def running(django_db_setup: None, pair: tuple[Postgres, Postgres], tmp_path: Path) -> Iterator[Service]:
    """The service on a primary of its own, with a standby that writes down what it is asked."""
    primary, standby = pair
    with service(tmp_path / "service") as one:
        primary.load(one.environment["DATABASE_URL"])
        standby.follow(primary)
        with (standby.folder / "postgresql.conf").open("a") as configuration:
            configuration.write("log_statement = all\n")
        standby.restart("fast")
        one.environment |= {"DATABASE_URL": primary.url, "DATABASE_REPLICA_URL": standby.url}
        one.environment.pop("PGOPTIONS", None)
        one.start_web()
        yield one


def test_exports_come_from_the_standby_and_are_never_older_than_the_request(
    running: Service, pair: tuple[Postgres, Postgres]
) -> None:
    _, standby = pair
    headers = {"Authorization": f"Bearer {running.tokens['alice']}"}
    with httpx.Client(base_url=running.address, headers=headers, timeout=60) as client:
        terms = client.post("/api/clickwrap", json={"key": "replica", "title": "Terms", "body": "Be kind."}).json()

        def accept(subject: str) -> None:
            body = {"subjectRef": subject, "versionHash": terms["versionHash"]}
            assert httpx.post(f"{running.address}/api/public/clickwrap/{terms['id']}", json=body).status_code == 201

        def exported() -> tuple[list[str], bool]:
            """Who accepted, as the export says, and whether the standby was asked for it."""
            before = asked(standby)
            answer = client.get(f"/api/clickwrap/{terms['id']}/acceptances.csv")
            assert answer.status_code == 200, answer.text
            return [row["subjectRef"] for row in csv.DictReader(StringIO(answer.text))], asked(standby) > before

        for number in range(5):
            accept(f"person {number}")
            assert exported() == ([f"person {each}" for each in range(number + 1)], True)
        with psycopg.connect(standby.url, autocommit=True) as admin:
            admin.execute("SELECT pg_wal_replay_pause()")
            accept("person 5")
            assert exported() == ([f"person {each}" for each in range(6)], False), "it lags behind"
            admin.execute("SELECT pg_wal_replay_resume()")
        assert exported() == ([f"person {each}" for each in range(6)], True)
        packages = client.get("/v1/signing/manager/reports/signings.csv")
        assert (packages.status_code, asked(standby, "signing_signing") > 0) == (200, True)
        assert client.get(f"/api/clickwrap/{terms['id']}/acceptances").status_code == 200
        assert "ok    replica: It has all that was committed" in running.manage("doctor", "--only", "replica")
        standby.stop("immediate")
        assert exported() == ([f"person {each}" for each in range(6)], False), "it is gone"
        assert "warn  replica: It is behind or does not answer" in running.manage("doctor", "--only", "replica")


def asked(standby: Postgres, table: str = "clickwrap_acceptance") -> int:
    return (standby.folder / "log").read_text(errors="replace").count(f'FROM "{table}"')
