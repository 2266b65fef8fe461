"""Lets a job of the queue run at once. Called inside actions."""

from django.db import IntegrityError, connection, transaction

from safeclose.records.transactions import assert_in_action
from safeclose.refusals import Conflict, Unknown

RETRY = "SELECT procrastinate_retry_job_v2(%s, now(), NULL, NULL, NULL)"


def run_now(job_id: int) -> None:
    """Let a failed or waiting job run at once. Raises Unknown for no such job, Conflict for one that runs or ended."""
    assert_in_action()
    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM procrastinate_jobs WHERE id = %s FOR UPDATE", [job_id])
        row = cursor.fetchone()
        if row is None:
            raise Unknown
        if row[0] == "todo":
            cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE id = %s", [job_id])
        elif row[0] == "failed":
            _retry(job_id)
        else:
            raise Conflict("The job runs at this moment." if row[0] == "doing" else "The job has ended.")


def _retry(job_id: int) -> None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(RETRY, [job_id])
    except IntegrityError as error:
        raise Conflict("Another job does the same already.") from error
