"""The queue: whether anyone works on it, and what lies in it."""

from datetime import timedelta

from django.db import connection

from safeclose import clock
from safeclose.health.probes import Word
from safeclose.jobs import PRESUMED_DEAD

LATE = timedelta(minutes=5)  # a job that could be done for so long

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


def workers() -> Word:
    """Those that gave a sign of life just now."""
    with connection.cursor() as cursor:
        cursor.execute(WORKERS, [PRESUMED_DEAD])
        (number,) = cursor.fetchone()
    if not number:
        return Word("fail", "No worker gives a sign of life; start manage.py worker.")
    return Word("ok", f"{number} at work.")


def queue() -> Word:
    """What waits although it could be done, and what was given up."""
    with connection.cursor() as cursor:
        cursor.execute(JOBS)
        dead, waiting, oldest = cursor.fetchone()
    since = f" since {clock.iso(oldest)}" if oldest else ""
    sentence = f"{waiting} jobs waiting{since}, {dead} dead."
    is_late = oldest is not None and clock.now() - oldest > LATE
    return Word("warn" if dead or is_late else "ok", sentence)
