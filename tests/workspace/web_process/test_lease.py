"""Without Redis one web process runs, over all machines that share a database."""

import os
import signal
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, OperationalError
from django.db.models.functions import Now

from tests.pgbouncer_server import pgbouncer
from tests.processes import service
from tests.racing import at_once
from workspace.models import SoleWebProcess
from workspace.web_process import actions, lease

FIRST, SECOND, HERE, ELSEWHERE = (uuid4() for _ in range(4))
SENTENCE = "Several web processes need REDIS_URL: without it each would count rate limits for itself."


def hold(process: UUID, data_directory: UUID, *, starts: bool = True) -> bool:
    return actions.hold(process=process, data_directory=data_directory, starts=starts)


def holder() -> UUID:
    return SoleWebProcess.objects.get().process


def lapse() -> None:
    SoleWebProcess.objects.update(held_until=Now() - timedelta(milliseconds=1))


@pytest.mark.django_db
def test_a_process_elsewhere_is_refused_until_the_lease_is_over() -> None:
    assert hold(FIRST, HERE)
    assert not hold(SECOND, ELSEWHERE)
    assert hold(FIRST, HERE, starts=False)
    assert holder() == FIRST
    lapse()
    assert hold(SECOND, ELSEWHERE)
    assert not hold(FIRST, HERE, starts=False), "it came too late"
    assert holder() == SECOND
    left = SoleWebProcess.objects.filter(
        held_until__range=(Now() + timedelta(seconds=20), Now() + timedelta(seconds=31))
    )
    assert left.count() == 1


@pytest.mark.django_db
def test_a_process_that_starts_again_here_takes_the_lease_of_the_one_that_ended() -> None:
    assert hold(FIRST, HERE)
    assert hold(SECOND, HERE)
    assert not hold(FIRST, HERE, starts=False), "one that runs takes nothing from another"
    assert holder() == SECOND


@pytest.mark.django_db
def test_the_table_has_one_row() -> None:
    hold(FIRST, HERE)
    with pytest.raises(IntegrityError, match="sole_web_process_is_one"):
        SoleWebProcess.objects.create(id=2, process=SECOND, data_directory=HERE, held_until=Now())


@pytest.mark.usefixtures("committed")
def test_of_processes_that_start_together_one_holds_the_lease() -> None:
    outcomes = at_once([partial(hold, uuid4(), uuid4()) for _ in range(8)])
    assert sorted(outcomes) == [False] * 7 + [True]


class Ended(Exception):
    """The process got the signal."""


@pytest.fixture
def beats(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """What happens in place of each pause, one after the other; a signal to this process ends the loop."""
    planned: list[Any] = []

    def end(process: int, number: int) -> None:
        assert (process, number) == (os.getpid(), signal.SIGTERM)
        raise Ended

    monkeypatch.setattr(lease.time, "sleep", lambda seconds: planned.pop(0)())
    monkeypatch.setattr(lease.os, "kill", end)
    # Here the connection is the test's.
    monkeypatch.setattr(lease.connection, "close", lambda: None)
    yield planned
    assert planned == []


@pytest.mark.django_db
def test_a_process_renews_its_lease_and_ends_when_another_one_has_it(
    beats: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert hold(FIRST, HERE)
    there = actions.hold

    def away(**_: Any) -> bool:
        raise OperationalError("the database is away")

    def go() -> None:
        assert not hold(SECOND, ELSEWHERE), "the lease was renewed"
        monkeypatch.setattr(lease.actions, "hold", away)

    def come_back() -> None:
        monkeypatch.setattr(lease.actions, "hold", there)
        lapse()
        assert hold(SECOND, ELSEWHERE)

    beats += [lapse, go, come_back]
    with pytest.raises(Ended):
        lease._keep(FIRST, HERE, has_held=True)


@pytest.mark.django_db
def test_a_process_that_started_while_the_database_was_away_asks_as_one_that_starts(beats: list[Any]) -> None:
    assert hold(FIRST, HERE)

    def check() -> None:
        assert holder() == SECOND
        assert hold(FIRST, HERE)

    beats += [lambda: None, check]
    with pytest.raises(Ended):
        lease._keep(SECOND, HERE, has_held=False)


@pytest.mark.django_db
def test_nothing_starts_where_another_process_has_the_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease.connection, "close", lambda: None)
    assert hold(FIRST, HERE)
    with pytest.raises(ImproperlyConfigured) as refused:
        lease.take(ELSEWHERE)
    assert str(refused.value) == SENTENCE


def test_a_web_process_on_another_machine_is_refused_also_behind_a_pooler(
    django_db_setup: None, tmp_path: Path
) -> None:
    with (
        service(tmp_path / "service") as running,
        pgbouncer(tmp_path / "pgbouncer", running.environment["DATABASE_URL"], "transaction") as address,
    ):
        running.environment |= {"DATABASE_URL": address, "DATABASE_POOLING": "transaction", "REDIS_URL": ""}
        del running.environment["PGOPTIONS"]
        first = running.start_web()
        second = running.start("-c", "import safeclose.wsgi")
        running.environment["SAFECLOSE_VAR"] = str(tmp_path / "another machine")
        third = running.start("-c", "import safeclose.wsgi")
        assert (second.wait(60), third.wait(60)) == (1, 1)
        assert running.log().count(f"ImproperlyConfigured: {SENTENCE}") == 2
        assert running.is_ready()
        assert first.poll() is None
