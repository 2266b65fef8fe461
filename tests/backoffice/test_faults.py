"""Why jobs fail, kept for people."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.db import connection
from procrastinate import JobContext
from procrastinate.contrib.django.models import ProcrastinateJob

from safeclose import job_faults
from safeclose.refusals import Unavailable
from workspace.queue import actions, failures
from workspace.queue.models import JobFault

pytestmark = pytest.mark.django_db


def job(**columns: Any) -> ProcrastinateJob:
    values = {"queue_name": "sealing", "task_name": "seal_trail", "status": "todo", "attempts": 0, **columns}
    names = ", ".join(values)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO procrastinate_jobs ({names}, args) VALUES ({', '.join(['%s'] * len(values))}, "
            '\'{"trail_id": "env_x"}\') RETURNING id',
            list(values.values()),
        )
        return ProcrastinateJob.objects.get(pk=cursor.fetchone()[0])


def failing(number: int, error: Exception) -> None:
    def run() -> None:
        raise error

    context = cast(JobContext, SimpleNamespace(job=SimpleNamespace(id=number)))
    with pytest.raises(type(error)):
        job_faults.keep_reason(run, context, None)


def test_the_last_reason_is_kept_without_secrets() -> None:
    one = job()
    failing(one.pk, OSError("first"))
    failing(one.pk, RuntimeError("GET /sign/" + "A" * 43 + " failed"))
    assert JobFault.objects.get(job_id=one.pk).sentence == "GET /sign/[secret] failed"
    failing(one.pk, Unavailable("The time stamp authority can't be reached."))
    assert JobFault.objects.get().sentence == "The time stamp authority can't be reached."
    failing(one.pk, ValueError())
    assert JobFault.objects.get().sentence == "ValueError"


def test_no_fault_is_kept_for_a_job_that_was_deleted() -> None:
    one = job()
    actions.record_fault(job_id=one.pk, sentence="x" * 500)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [one.pk])
    assert not JobFault.objects.exists()
    failing(one.pk, OSError("late"))
    assert not JobFault.objects.exists()


def test_a_job_that_succeeds_returns_its_result_and_records_no_fault() -> None:
    assert job_faults.keep_reason(lambda: 7, cast(JobContext, None), None) == 7


def test_trouble_of_a_job_says_how_often_it_failed_and_when_it_is_tried_next() -> None:
    assert failures.trouble(None, "Sealing") is None
    assert failures.trouble(job(), "Sealing") is None
    tried = job(attempts=4, scheduled_at="2126-01-01 14:05+00")
    actions.record_fault(job_id=tried.pk, sentence="The authority can't be reached.")
    assert failures.trouble(tried, "Sealing") == (
        "Sealing failed 4 times: The authority can't be reached. Next try at 14:05 UTC."
    )
    dead = job(status="failed", attempts=1)
    assert failures.trouble(dead, "Sealing") == "Sealing failed once. It is not tried any more by itself."
    assert failures.job_of("seal_trail", "sealing", trail_id="env_x") == dead
    assert failures.job_of("seal_trail", "sealing", trail_id="env_y") is None
