"""Queueing jobs, trying them again, and taking over the jobs of a killed worker."""

from collections.abc import Sequence
from datetime import datetime

import structlog
from django.utils import timezone
from procrastinate import App, BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.contrib.django import DjangoApp, app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Job
from procrastinate.types import JSONValue

from safeclose import tracing
from safeclose.records.transactions import assert_in_action

log = structlog.get_logger("safeclose.jobs")

# Queues whose jobs go out to people and other services: mails and texts, campaigns, webhooks, organizations at Clerk.
SENDING_QUEUES = frozenset({"mail", "outreach", "webhooks", "clerk"})
HEARTBEAT_SECONDS = 2.0  # between heartbeats of a worker
DEAD_AFTER_SECONDS = 10.0  # without a heartbeat


class Backoff(BaseRetryStrategy):
    """Waits 1, 2, 4, … seconds between tries, at most five minutes. Without `tries` there is no last try."""

    def __init__(self, tries: int | None = None) -> None:
        self.tries = tries

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """When to try again; None after the last try, which leaves the job in the state `failed`."""
        log.warning("job_failed", task=job.task_name, job=job.id, tries=job.attempts + 1, exc_info=exception)
        if self.tries is not None and job.attempts + 1 >= self.tries:
            return None
        return RetryDecision(retry_in={"seconds": min(2 ** min(job.attempts, 9), 300)})


def queue(task: str, *, at: datetime | None = None, **arguments: str | int) -> None:
    """Queue a job by its task's name, in the action's transaction; `at`: not before that instant.

    By name, because jobs call actions and actions queue jobs. Raises TaskNotFound for a name that no task has.
    """
    queue_each(task, [dict(arguments)], at=at)


def queue_each(task: str, each: Sequence[dict[str, JSONValue]], *, at: datetime | None = None) -> None:
    """Several jobs of one task, by one statement; `each`: their arguments."""
    assert_in_action()
    numbers = app.configure_task(task, allow_unknown=False, schedule_at=at).batch_defer(*each) if each else []
    for number in numbers:
        # By the number the job's own span is found.
        with tracing.span(f"queue {task}", "PRODUCER", {"messaging.message.id": f"{number}"}):
            pass


def move(task: str, *, at: datetime, **arguments: str | int) -> None:
    """Like `queue`, in place of the jobs of the task with these arguments that wait."""
    assert_in_action()
    waiting = ProcrastinateJob.objects.filter(task_name=task, status="todo", args=arguments)
    for number in waiting.values_list("pk", flat=True):
        app.job_manager.cancel_job_by_id(number, delete_job=True)
    queue(task, at=at, **arguments)


UNTIL_DONE = Backoff()
FOR_A_DAY = Backoff(tries=295)


@app.periodic(cron="* * * * * */5")  # the sixth field is seconds
@app.task(name="take_up_stalled_jobs", queue="upkeep", queueing_lock="take_up_stalled_jobs", pass_context=True)
async def take_up_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Puts the jobs of workers without a heartbeat back into the queue."""
    queue_of_worker = context.app.job_manager
    for job in await queue_of_worker.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER_SECONDS):
        log.warning("job_taken_up", task=job.task_name, job=job.id)
        await queue_of_worker.retry_job(job, retry_at=timezone.now())


def worker_app() -> App:
    """The queue for a worker: the same tasks, on separate asynchronous connections.

    The library's `replace_connector` is not used, because actions inside jobs must queue in their own transaction.
    """
    assert isinstance(app.connector, DjangoConnector)
    worker = DjangoApp(connector=app.connector.get_worker_connector(), import_paths=app.import_paths)
    worker.tasks = app.tasks
    worker.periodic_registry = app.periodic_registry
    return worker
