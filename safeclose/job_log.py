"""A line in the worker's log when a job begins, and one when it ends, which is also counted."""

import time
from collections.abc import Callable
from typing import Any

import structlog
from procrastinate import JobContext

from safeclose import metrics, tracing

log = structlog.get_logger("safeclose.jobs")


def log_job(run: Callable[[], Any], context: JobContext, _worker: object) -> Any:
    """A worker's middleware around each job. Its lines, and all that the job logs, have the job's id and name."""
    job = context.job
    attributes = {"messaging.message.id": f"{job.id}", "messaging.destination.name": job.queue}
    with (
        structlog.contextvars.bound_contextvars(job=job.id, task=job.task_name),
        tracing.span(f"job {job.task_name}", "CONSUMER", attributes),
    ):
        log.info("job_started", queue=job.queue, attempt=job.attempts + 1)
        started = time.perf_counter()
        outcome = "failed"
        try:
            result = run()
            outcome = "done"
            return result
        finally:
            seconds = time.perf_counter() - started
            log.info("job_ended", outcome=outcome, ms=round(seconds * 1000, 1))
            metrics.job_seconds.labels(job.task_name, outcome).observe(seconds)
