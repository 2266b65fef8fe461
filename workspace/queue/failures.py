"""Jobs that failed: which they are, and a sentence about each."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from procrastinate.contrib.django.models import ProcrastinateJob

from safeclose import clock
from workspace.queue.models import JobFault

DEAD = Q(status="failed")
TRIED = Q(status="todo", attempts__gt=0)


def failing() -> "QuerySet[ProcrastinateJob]":
    """Jobs that are not tried any more, and those that are tried again after a failure."""
    return ProcrastinateJob.objects.filter(DEAD | TRIED)


def job_of(task: str, queue: str, **arguments: str) -> ProcrastinateJob | None:
    """The newest job of a task with these arguments, unless it succeeded or was cancelled.

    `queue` must be the task's own; the index is by queue.
    """
    rows = ProcrastinateJob.objects.filter(queue_name=queue, task_name=task, args__contains=arguments)
    return rows.exclude(status__in=["succeeded", "cancelled", "aborted"]).order_by("-id").first()


def reasons(jobs: Iterable[ProcrastinateJob]) -> dict[int, str]:
    """The last error of each job, by the job's id; in one query."""
    rows = JobFault.objects.filter(job_id__in=[job.pk for job in jobs])
    return dict(rows.values_list("job_id", "sentence"))


def trouble(job: ProcrastinateJob | None, what: str, now: datetime | None = None) -> str | None:
    """`Sealing failed 4 times: … Next try at 14:05 UTC.`, or that it is not tried any more; None for a job that has not
    failed.
    """
    if job is None or not (job.status == "failed" or job.attempts):
        return None
    tries = max(job.attempts, 1)
    times = "once" if tries == 1 else f"{tries} times"
    reason = reasons([job]).get(job.pk, "")
    because = f": {reason.rstrip('.')}." if reason else "."
    return f"{what} failed {times}{because} {_next(job, now or clock.now())}"


def _next(job: Any, now: datetime) -> str:
    if job.status == "failed":
        return "It is not tried any more by itself."
    if job.status == "doing" or job.scheduled_at is None or job.scheduled_at <= now:
        return "It is being tried now."
    return f"Next try at {job.scheduled_at:%H:%M} UTC."
