"""`/ready`: whether the database answers, said in time also when it hangs."""

import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Event
from typing import Any

import pytest
from django.db import connection
from django.db.backends.postgresql.base import DatabaseWrapper

from safeclose.health import probes
from tests.model_server import ModelServer
from tests.people import Caller

Point = Callable[..., None]


@pytest.fixture
def database(monkeypatch: pytest.MonkeyPatch) -> Iterator[Point]:
    """Let the probe look for the database somewhere else."""
    original = DatabaseWrapper.get_connection_params

    def point(**changed: object) -> None:
        monkeypatch.setattr(DatabaseWrapper, "get_connection_params", lambda self: {**original(self), **changed})

    yield point
    if probes._question:
        probes._question.result(timeout=5)


@pytest.fixture
def silent() -> Iterator[socket.socket]:
    """A server that takes connections and never says a word."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        yield listener


def test_ready_answers_200_while_the_database_answers(db: None, anyone: Caller) -> None:
    response = anyone.get("/ready")
    assert (response.status_code, response.json()) == (200, {"ready": True})
    assert response.headers["Content-Type"] == "application/json"


def test_ready_answers_503_where_the_database_refuses(database: Point, anyone: Caller) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        port = listener.getsockname()[1]
    database(host="127.0.0.1", port=port)
    response = anyone.get("/ready")
    assert (response.status_code, response.json()) == (503, {"ready": False})


@pytest.mark.parametrize("changed", [{"dbname": "no_such_database"}, {"user": "no such user"}, {"sslmode": "x"}])
def test_a_database_that_is_not_ours_is_not_ready(changed: dict[str, str], database: Point, anyone: Caller) -> None:
    database(**changed)
    assert anyone.get("/ready").json() == {"ready": False}


def test_a_hanging_database_is_not_waited_for(
    database: Point, silent: socket.socket, anyone: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert probes.DATABASE_TIMEOUT_SECONDS < 2
    monkeypatch.setattr(probes, "DATABASE_TIMEOUT_SECONDS", 0.05)
    database(host="127.0.0.1", port=silent.getsockname()[1])
    response = anyone.get("/ready")
    assert (response.status_code, response.json()) == (503, {"ready": False})
    assert probes._question
    assert not probes._question.done()
    hung, _ = silent.accept()
    hung.close()
    probes._question.result(timeout=5)


def test_a_hanging_database_is_asked_once_at_a_time(
    database: Point, silent: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probes, "DATABASE_TIMEOUT_SECONDS", 0.05)
    database(host="127.0.0.1", port=silent.getsockname()[1])
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda _: probes.database_answers(), range(8))) == [False] * 8
    hung, _ = silent.accept()
    hung.close()
    silent.settimeout(0.2)
    with pytest.raises(TimeoutError):
        silent.accept()


def test_ready_recovers_with_the_database(
    db: None, silent: socket.socket, anyone: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probes, "DATABASE_TIMEOUT_SECONDS", 0.05)
    with monkeypatch.context() as broken:
        port = silent.getsockname()[1]
        broken.setattr(DatabaseWrapper, "get_connection_params", lambda self: {"host": "127.0.0.1", "port": port})
        assert anyone.get("/ready").status_code == 503
        hung, _ = silent.accept()
        hung.close()
        assert probes._question
        assert probes._question.result(timeout=5) is False
    monkeypatch.setattr(probes, "DATABASE_TIMEOUT_SECONDS", 5)
    assert anyone.get("/ready").status_code == 200


def test_a_pool_that_is_used_up_says_nothing_about_the_database(
    db: None, anyone: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def used_up(*_args: Any) -> None:
        raise AssertionError("a connection of the pool was asked for")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", used_up)
        assert anyone.get("/ready").json() == {"ready": True}


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> dict[str, Callable[[], str]]:
    """What tells of itself, in place of what really does."""
    found: dict[str, Callable[[], str]] = {}
    monkeypatch.setattr(probes.readiness_probes, "_contributions", found)
    return found


def test_only_who_asks_is_told_of_the_parts(db: None, parts: dict[str, Callable[[], str]], anyone: Caller) -> None:
    parts.update(stove=lambda: "hot", oven=lambda: "cold")
    assert anyone.get("/ready").json() == {"ready": True}
    assert anyone.get("/ready?verbose").json() == {"ready": True, "oven": "cold", "stove": "hot"}


def test_a_part_that_fails_keeps_nothing_from_being_ready(
    db: None, parts: dict[str, Callable[[], str]], anyone: Caller
) -> None:
    def broken() -> str:
        raise ZeroDivisionError

    parts.update(stove=broken, oven=lambda: "cold")
    response = anyone.get("/ready?verbose=1")
    assert (response.status_code, response.json()) == (200, {"ready": True, "oven": "cold", "stove": "unknown"})


def test_a_part_that_hangs_is_not_waited_for(
    db: None, parts: dict[str, Callable[[], str]], anyone: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert probes.DATABASE_TIMEOUT_SECONDS + probes.PARTS_TIMEOUT_SECONDS < 2
    monkeypatch.setattr(probes, "PARTS_TIMEOUT_SECONDS", 0.05)
    go_on = Event()

    def hanging() -> str:
        go_on.wait(10)
        return "late"

    parts.update(stove=hanging, oven=lambda: "cold")
    for _ in range(2):
        assert anyone.get("/ready?verbose").json() == {"ready": True, "stove": "unknown", "oven": "unknown"}
    assert anyone.get("/ready").json() == {"ready": True}
    go_on.set()


def test_search_tells_of_itself(db: None, anyone: Caller, model_server: ModelServer, settings: Any) -> None:
    assert anyone.get("/ready?verbose").json()["search"] in ("hnsw", "exact, until the first document is indexed")
    settings.MODELS_JSON = ""
    assert anyone.get("/ready?verbose").json()["search"] == "off: no embedding model is configured"


def test_nothing_is_told_while_the_database_is_away(
    database: Point, parts: dict[str, Callable[[], str]], anyone: Caller
) -> None:
    parts.update(stove=lambda: "hot")
    database(dbname="no_such_database")
    assert anyone.get("/ready?verbose").json() == {"ready": False}
