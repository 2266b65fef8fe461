"""People, their clients, and the database as it really is: with commits, when a test asks for it."""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.core.cache import cache as counters
from django.db import connection
from xdist.scheduler import LoadScopeScheduling

from tests import databases, prepared, programs
from tests.environment import ROOT, TEMPORARY
from tests.model_server import KEY, VARIABLE, ModelServer
from tests.people import Caller, Person
from tests.redis_server import RedisServer
from tests.s3_server import S3Server
from tests.smtp_server import SMTPServer
from tests.thorough import rounds

# No test is about time; in CI the same examples every run, so that what fails there failed here before.
hypothesis.settings.register_profile(
    "safeclose", deadline=None, derandomize="CI" in os.environ, max_examples=rounds(30, 100)
)
hypothesis.settings.load_profile("safeclose")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that share a running service, or a browser, come first and side by side, in whatever order the rest is."""
    items.sort(key=lambda item: (False, str(item.path.parent)) if _is_shared(item.path.parent) else (True, ""))


def pytest_collection_finish() -> None:
    """The thousands of modules that are loaded now stay; no collection of garbage needs to look at them again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """What a folder or a module makes once is made once, and not in each process of the run."""
    return Together(config, log)


class Together(LoadScopeScheduling):
    """The tests of a file go to one process, and so do those of a folder that shares what is costly."""

    def _split_scope(self, nodeid: str) -> str:
        file = ROOT / nodeid.split("::")[0]
        return str(file.parent if _is_shared(file.parent) else file)


@cache
def _is_shared(folder: Path) -> bool:
    fixtures = folder / "conftest.py"
    return fixtures.exists() and 'scope="package"' in fixtures.read_text()


@pytest.fixture(scope="session", autouse=True)
def _temporary_folder_is_left_empty() -> Iterator[None]:
    """Fails with the last test of a process when some test, or the service in it, left a file behind."""
    yield
    assert sorted(path.name for path in TEMPORARY.iterdir()) == []


@pytest.fixture(autouse=True)
def _fresh_counters() -> None:
    """No test inherits the rate limits that another has used up, nor its count of prepared rows."""
    counters.clear()
    prepared.begin_test()


@pytest.fixture
def needs() -> Callable[..., None]:
    """`needs("pdfsig")`, as `tests.programs.need`: for a test that would do much before it starts the program."""
    return programs.need


@pytest.fixture(scope="session")
def _redis_server() -> Iterator[RedisServer]:
    server = RedisServer()
    yield server
    server.stop()


@pytest.fixture
def redis(_redis_server: RedisServer, settings: Any) -> RedisServer:
    """A real Redis, which runs, and which the service is configured with; a test may stop it and start it again."""
    _redis_server.start()
    settings.REDIS_URL = _redis_server.url
    return _redis_server


@pytest.fixture(scope="session")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """An S3-compatible storage, which runs."""
    server = S3Server(tmp_path_factory.mktemp("s3") / "log")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def smtp(settings: Any) -> Iterator[SMTPServer]:
    """A mail server, which the service is configured with."""
    with SMTPServer() as server:
        server.configure(settings)
        yield server


@pytest.fixture
def model_server(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    """A chat and an embedding model, which the service is configured with."""
    monkeypatch.setenv(VARIABLE, KEY)
    with ModelServer() as server:
        settings.MODELS_JSON = str(server.write_models(tmp_path / "models.json"))
        yield server


@pytest.fixture
def people(db: None) -> dict[str, Person]:
    """Alice owns Acme, Bob is in her team, Charlie owns Birch, Nobody is signed in and belongs nowhere."""
    return prepared.people()


@pytest.fixture
def alice(people: dict[str, Person]) -> Caller:
    return Caller(people["alice"])


@pytest.fixture
def bob(people: dict[str, Person]) -> Caller:
    return Caller(people["bob"])


@pytest.fixture
def charlie(people: dict[str, Person]) -> Caller:
    return Caller(people["charlie"])


@pytest.fixture
def nobody(people: dict[str, Person]) -> Caller:
    return Caller(people["nobody"])


@pytest.fixture
def anyone() -> Caller:
    """Someone without a token."""
    return Caller(None)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: object
) -> Iterator[None]:
    """The database of the tests, always.

    pytest-django's own makes none for a run in which no test asks for `db`; `committed` would then empty the real one.
    """
    with ExitStack() as until_the_end:
        with django_db_blocker.unblock():
            until_the_end.enter_context(databases.test_database())
        yield
        with django_db_blocker.unblock():
            until_the_end.close()


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: object) -> Iterator[None]:
    """A database with real transactions, for races and jobs; emptied afterwards.

    Evidence refuses to be deleted, as it should; only a superuser's session without triggers can empty it.
    """
    with django_db_blocker.unblock():
        assert not connection.in_atomic_block, "With `db` too, the emptying would be rolled back."
        yield
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            for name in _filled(cursor):  # to truncate sixty tables takes longer than most tests
                cursor.execute(f"DELETE FROM {name}")
            cursor.execute("SET session_replication_role = origin")
        connection.close()


def _filled(cursor: Any) -> list[str]:
    names = databases.own_tables(cursor)
    cursor.execute(" UNION ALL ".join(f"(SELECT '{name}' FROM {name} LIMIT 1)" for name in names))
    return [name for (name,) in cursor.fetchall()]
