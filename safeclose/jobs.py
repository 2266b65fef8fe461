"""How jobs are queued and tried again, and how those of a killed worker are taken up."""

from datetime import datetime

import structlog
from django.utils import timezone
from procrastinate import App, BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.contrib.django import DjangoApp, app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import Job

from safeclose.records.transactions import assert_in_action

log = structlog.get_logger("safeclose.jobs")

HEARTBEAT = 2.0  # seconds between a worker's signs of life
PRESUMED_DEAD = 10.0  # seconds without one


class Backoff(BaseRetryStrategy):
    """Wait 1, 2, 4, … s between tries, at most five minutes; for ever, unless `tries` is given."""

    def __init__(self, tries: int | None = None) -> None:
        self.tries = tries

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """When to try again; None when enough is enough, and the job is dead, for people to see."""
        log.warning("job_failed", task=job.task_name, job=job.id, tries=job.attempts + 1, exc_info=exception)
        if self.tries is not None and job.attempts + 1 >= self.tries:
            return None
        return RetryDecision(retry_in={"seconds": min(2 ** min(job.attempts, 9), 300)})


def queue(task: str, *, at: datetime | None = None, **arguments: str | int) -> None:
    """Queue a job by its task's name, in the action's transaction; `at`: not before that instant.

    By name, because jobs call actions and actions queue jobs. Raises TaskNotFound for a name that no task has.
    """
    assert_in_action()
    app.configure_task(task, allow_unknown=False, schedule_at=at).defer(**arguments)


UNTIL_DONE = Backoff()
FOR_A_DAY = Backoff(tries=295)


@app.periodic(cron="* * * * * */5")  # the sixth field is seconds
@app.task(name="take_up_stalled_jobs", queue="upkeep", queueing_lock="take_up_stalled_jobs", pass_context=True)
async def take_up_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Jobs of workers that stopped giving signs of life go back into the queue."""
    queue_of_worker = context.app.job_manager
    for job in await queue_of_worker.get_stalled_jobs(seconds_since_heartbeat=PRESUMED_DEAD):
        log.warning("job_taken_up", task=job.task_name, job=job.id)
        await queue_of_worker.retry_job(job, retry_at=timezone.now())


def worker_app() -> App:
    """The queue as a worker sees it: the same tasks, on asynchronous connections of its own.

    Not the library's `replace_connector`: actions that run inside jobs must go on queueing in their transaction.
    """
    assert isinstance(app.connector, DjangoConnector)
    worker = DjangoApp(connector=app.connector.get_worker_connector(), import_paths=app.import_paths)
    worker.tasks = app.tasks
    worker.periodic_registry = app.periodic_registry
    return worker
