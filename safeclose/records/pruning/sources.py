"""What need not be kept for ever: every app's rows that have had their time, for one command to remove them all."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from procrastinate.contrib.django.models import ProcrastinateJob

from safeclose.registry import Registry

# Rows that are past their time at an instant. The name is a plural, as a sentence has it.
Source = Callable[[datetime], QuerySet[Any]]
prunable_rows: Registry[Source] = Registry("kinds of prunable rows")

KEEP_ENDED_JOBS = timedelta(days=7)  # that were cancelled, or done by a worker that keeps them
KEEP_DEAD_JOBS = timedelta(days=90)  # for people to look at


def sources() -> Mapping[str, Source]:
    """All of them, by name."""
    return dict(sorted(prunable_rows.all().items()))


def sessions(now: datetime) -> QuerySet[Any]:
    """Of the back office, that have run out."""
    return Session.objects.filter(expire_date__lt=now)


def jobs(now: datetime) -> QuerySet[Any]:
    """Those that were ended long ago, and with them what the queue noted of them. Open ones stay."""
    rows = _jobs().filter(status__in=("succeeded", "cancelled", "aborted"))
    return rows.exclude(procrastinateevent__at__gte=now - KEEP_ENDED_JOBS)


def dead_jobs(now: datetime) -> QuerySet[Any]:
    """Those that were given up, and that nobody has looked at for months."""
    return _jobs().filter(status="failed").exclude(procrastinateevent__at__gte=now - KEEP_DEAD_JOBS)


def _jobs() -> QuerySet[Any]:
    rows: QuerySet[Any] = ProcrastinateJob.objects.all()
    return rows
