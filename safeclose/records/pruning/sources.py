"""What need not be kept for ever: every app's rows that have had their time, for one command to remove them all."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from django.db.models import QuerySet

# Rows that are past their time at an instant.
Source = Callable[[datetime], QuerySet[Any]]
_sources: dict[str, Source] = {}

KEEP_ENDED_JOBS = timedelta(days=7)  # that were cancelled, or done by a worker that keeps them
KEEP_DEAD_JOBS = timedelta(days=90)  # for people to look at


def pruned(name: str) -> Callable[[Source], Source]:
    """Mark a function that answers rows to be removed; `name` is a plural, as a sentence has it."""

    def register(source: Source) -> Source:
        _sources[name] = source
        return source

    return register


def sources() -> Mapping[str, Source]:
    """All of them, by name."""
    return dict(sorted(_sources.items()))


@pruned("sessions")
def sessions(now: datetime) -> QuerySet[Any]:
    """Of the back office, that have run out."""
    rows: QuerySet[Any] = import_module("django.contrib.sessions.models").Session.objects.filter(expire_date__lt=now)
    return rows


@pruned("jobs")
def jobs(now: datetime) -> QuerySet[Any]:
    """Those that were ended long ago, and with them what the queue noted of them. Open ones stay."""
    rows = _jobs().filter(status__in=("succeeded", "cancelled", "aborted"))
    return rows.exclude(procrastinateevent__at__gte=now - KEEP_ENDED_JOBS)


@pruned("dead jobs")
def dead_jobs(now: datetime) -> QuerySet[Any]:
    """Those that were given up, and that nobody has looked at for months."""
    return _jobs().filter(status="failed").exclude(procrastinateevent__at__gte=now - KEEP_DEAD_JOBS)


def _jobs() -> QuerySet[Any]:
    rows: QuerySet[Any] = import_module("procrastinate.contrib.django.models").ProcrastinateJob.objects.all()
    return rows
