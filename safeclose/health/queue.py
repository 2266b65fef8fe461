"""Checks of the job queue: workers and waiting jobs."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection

from safeclose import clock
from safeclose.health.probes import PartStatus
from safeclose.jobs import DEAD_AFTER_SECONDS

MAX_WAITING_TIME = timedelta(minutes=5)  # of a job that could run

WORKERS = "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - make_interval(secs => %s)"
JOBS = """
SELECT count(*) FILTER (WHERE status = 'failed'),
    count(*) FILTER (WHERE status = 'todo' AND coalesce(scheduled_at, now()) <= now()),
    min(coalesce(scheduled_at, queued)) FILTER (WHERE status = 'todo' AND coalesce(scheduled_at, now()) <= now())
FROM (
    SELECT status, scheduled_at,
        (SELECT min(at) FROM procrastinate_events WHERE job_id = procrastinate_jobs.id) AS queued
    FROM procrastinate_jobs WHERE status IN ('todo', 'failed')
) AS open
"""


class QueueFigures(NamedTuple):
    """Jobs that are no longer tried, those that could run now, and since when the oldest of these waits."""

    dead: int
    waiting: int
    oldest: datetime | None


def figures() -> QueueFigures:
    with connection.cursor() as cursor:
        cursor.execute(JOBS)
        return QueueFigures(*cursor.fetchone())


def living_workers() -> int:
    """The number of workers with a recent heartbeat."""
    with connection.cursor() as cursor:
        cursor.execute(WORKERS, [DEAD_AFTER_SECONDS])
        return int(cursor.fetchone()[0])


def workers() -> PartStatus:
    number = living_workers()
    if not number:
        return PartStatus("fail", "No worker gives a sign of life; start manage.py worker.")
    return PartStatus("ok", f"{number} at work.")


def queue() -> PartStatus:
    """Jobs that wait although they could run, and dead jobs."""
    dead, waiting, oldest = figures()
    since = f" since {clock.iso(oldest)}" if oldest else ""
    sentence = f"{waiting} jobs waiting{since}, {dead} dead."
    is_late = oldest is not None and clock.now() - oldest > MAX_WAITING_TIME
    return PartStatus("warn" if dead or is_late else "ok", sentence)
