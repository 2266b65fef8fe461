"""The queue of jobs, after it has had its time."""

from collections.abc import Iterator

from tests.soak.rows import Rows

# Periodic jobs come and go at all times; those for a far day (expiry) are meant to wait.
OPEN = """
    SELECT task_name, status, count(*) AS n FROM procrastinate_jobs
    WHERE queue_name <> 'upkeep' AND status IN ('todo', 'doing')
      AND coalesce(scheduled_at, now()) < now() + interval '1 hour'
    GROUP BY 1, 2"""


def dead(rows: Rows) -> Iterator[str]:
    """No job was given up."""
    sql = """SELECT task_name, args::text AS args, status FROM procrastinate_jobs
             WHERE status IN ('failed', 'cancelled', 'aborted')"""
    yield from (f"the job {row['task_name']} {row['args']} is {row['status']}" for row in rows.all(sql))


def left(rows: Rows) -> Iterator[str]:
    """No job still waits or is under way."""
    yield from (f"{row['n']} jobs {row['task_name']} are still {row['status']}" for row in rows.all(OPEN))
