"""What is written about jobs."""

from django.db import IntegrityError, transaction

from safeclose import clock
from safeclose.actors import Actor
from safeclose.records.transactions import action
from workspace.events import bus
from workspace.events.catalogue import Subject
from workspace.queue import rescheduling
from workspace.queue.models import JobFault


@action
def record_fault(*, job_id: int, sentence: str) -> None:
    """Why a job failed, in place of why it failed before; nothing for a job that is not there any more."""
    row = JobFault(job_id=job_id, sentence=sentence, at=clock.now())
    try:
        with transaction.atomic():
            JobFault.objects.bulk_create(
                [row], update_conflicts=True, unique_fields=["job_id"], update_fields=["sentence", "at"]
            )
    except IntegrityError:
        return


@action
def run_again(*, job_id: int, by: Actor) -> None:
    """A job that is dead, or waits for its next try, runs at once. Raises Conflict for any other."""
    rescheduling.run_now(job_id)
    bus.publish("job.run_again", about=Subject("job", str(job_id)), by=by)
