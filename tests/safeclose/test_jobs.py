"""How jobs are queued, and tried again."""

import os
import re
import subprocess
import sys
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import TaskNotFound
from procrastinate.jobs import Job

from safeclose import clock, jobs
from safeclose.records.transactions import action
from tests.environment import ROOT
from tests.safeclose.conftest import Written


@action
def queueing(*, task: str = "deliver_event", fail: bool = False, **arguments: Any) -> None:
    """An action that queues one job."""
    jobs.queue(task, **arguments)
    assert not fail


@pytest.mark.django_db
def test_a_job_is_a_row_of_the_same_transaction() -> None:
    at = clock.now() + timedelta(hours=1)
    queueing(at=at, handler_name="h", event_id="evt_x")
    with pytest.raises(AssertionError):
        queueing(fail=True, handler_name="lost", event_id="evt_x")
    (job,) = ProcrastinateJob.objects.all()
    assert (job.task_name, job.queue_name, job.status) == ("deliver_event", "events", "todo")
    assert job.args == {"handler_name": "h", "event_id": "evt_x"}
    assert job.scheduled_at == at


@pytest.mark.django_db
def test_a_job_is_queued_only_within_an_action() -> None:
    with pytest.raises(RuntimeError, match="none is running"):
        jobs.queue("deliver_event", handler_name="h", event_id="evt_x")
    assert not ProcrastinateJob.objects.exists()


def test_the_queue_finds_every_task_that_is_declared() -> None:
    """In a process of its own: tests import modules that the service may not."""
    declared = {
        name
        for app in ("safeclose", "workspace", "documents", "signing", "clickwrap")
        for file in (ROOT / app).rglob("*.py")
        for name in re.findall(r'@app\.(?:task|periodic)\([^@]*?\bname="(\w+)"', file.read_text())
    }
    assert len(declared) > 20
    shown = "from procrastinate.contrib.django import app; print(*app.tasks)"
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", shown],
        cwd=ROOT, env={**os.environ, "DEBUG": "1"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert declared - set(done.stdout.split()) == set()


@pytest.mark.django_db
def test_a_job_of_an_unknown_task_is_refused() -> None:
    with pytest.raises(TaskNotFound):
        queueing(task="deliver_evnt")
    assert not ProcrastinateJob.objects.exists()


def waits(backoff: jobs.Backoff, most: int = 1000) -> list[float]:
    """Seconds before each further try, until it gives up."""
    found: list[float] = []
    for attempts in range(most):
        job = cast(Job, SimpleNamespace(task_name="t", id=7, attempts=attempts))
        decision = backoff.get_retry_decision(exception=ValueError("no"), job=job)
        if decision is None:
            break
        assert decision.retry_at
        found.append(round((decision.retry_at - clock.now()).total_seconds()))
    return found


def test_the_wait_doubles_up_to_five_minutes() -> None:
    assert waits(jobs.UNTIL_DONE, 12) == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]
    assert len(waits(jobs.UNTIL_DONE, 500)) == 500


@pytest.mark.parametrize(("tries", "expected"), [(1, []), (2, [1]), (4, [1, 2, 4])])
def test_a_job_is_tried_so_many_times_and_no_more(tries: int, expected: list[float]) -> None:
    assert waits(jobs.Backoff(tries)) == expected


def test_for_a_day_tries_for_about_a_day() -> None:
    assert timedelta(hours=23) < timedelta(seconds=sum(waits(jobs.FOR_A_DAY))) < timedelta(hours=25)


def test_a_failure_is_logged_with_its_reason(log: Written) -> None:
    waits(jobs.Backoff(1))
    (line,) = log.lines
    assert (line["event"], line["task"], line["job"], line["tries"]) == ("job_failed", "t", 7, 1)
    assert "ValueError: no" in line["exception"]


def test_every_queue_sends_or_does_not() -> None:
    """A job of a new queue would run in restored copies: what it sends must be in `SENDING_QUEUES`."""
    assert {task.queue for task in jobs.app.tasks.values()} - jobs.SENDING_QUEUES == {
        "builtin", "envelopes", "events", "sealing", "upkeep"
    }  # fmt: skip
