"""Stores the reasons why jobs fail, which the queue itself does not."""

from collections.abc import Callable
from typing import Any

import structlog
from django.db import DatabaseError, InterfaceError
from procrastinate import JobContext

from safeclose.config import logs
from safeclose.refusals import Refusal
from safeclose.registry import Registry

log = structlog.get_logger("safeclose.job_faults")

# Called as `keeper(job_id=…, sentence=…)` for each job that fails.
Keeper = Callable[..., object]
fault_keepers: Registry[Keeper] = Registry("keepers of job faults")
MAX_SENTENCE_LENGTH = 500


def keep_reason(run: Callable[[], Any], context: JobContext, _worker: object) -> Any:
    """A worker's middleware around each job: stores the reason of a failure and raises it again."""
    try:
        return run()
    except Exception as fault:
        _keep(context.job.id, sentence_of(fault))
        raise


def sentence_of(fault: BaseException) -> str:
    """A fault's message for people, without secrets."""
    said = fault.sentence if isinstance(fault, Refusal) else str(fault).strip()
    return logs.without_secrets(said or type(fault).__name__)[:MAX_SENTENCE_LENGTH]


def _keep(job_id: int | None, sentence: str) -> None:
    for keeper in fault_keepers.all().values():
        try:
            keeper(job_id=job_id, sentence=sentence)
        except (DatabaseError, InterfaceError) as error:  # the log has the fault itself
            log.warning("fault_not_kept", job=job_id, exc_info=error)
