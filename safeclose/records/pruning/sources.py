"""The rows of all apps that `prune` removes."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from procrastinate.contrib.django.models import ProcrastinateJob

from safeclose.registry import Registry

# Returns the rows that are no longer needed at an instant. Its name in the registry is a plural.
Source = Callable[[datetime], QuerySet[Any]]
prunable_rows: Registry[Source] = Registry("kinds of prunable rows")

KEEP_ENDED_JOBS = timedelta(days=7)  # cancelled, or done by a worker that does not delete them
KEEP_DEAD_JOBS = timedelta(days=90)  # for staff to examine


def sources() -> Mapping[str, Source]:
    return dict(sorted(prunable_rows.all().items()))


def sessions(now: datetime) -> QuerySet[Any]:
    """Expired sessions of the back office."""
    return Session.objects.filter(expire_date__lt=now)


def jobs(now: datetime) -> QuerySet[Any]:
    """Ended jobs, with their events in the queue."""
    rows = _jobs().filter(status__in=("succeeded", "cancelled", "aborted"))
    return rows.exclude(procrastinateevent__at__gte=now - KEEP_ENDED_JOBS)


def dead_jobs(now: datetime) -> QuerySet[Any]:
    """Dead jobs (status `failed`)."""
    return _jobs().filter(status="failed").exclude(procrastinateevent__at__gte=now - KEEP_DEAD_JOBS)


def _jobs() -> QuerySet[Any]:
    rows: QuerySet[Any] = ProcrastinateJob.objects.all()
    return rows
