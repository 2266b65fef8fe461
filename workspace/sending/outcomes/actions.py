"""What is written when a service reports that a message did not arrive."""

from datetime import timedelta
from enum import StrEnum

from safeclose import clock, jobs
from safeclose.actors import Actor
from safeclose.records.rows import change
from safeclose.records.transactions import action
from workspace.sending.outcomes.failures import Failure
from workspace.sending.outcomes.models import SentMessage
from workspace.sending.outcomes.steps import failure_handlers

# A report can come before the sending is recorded, which waits for locks.
SECOND_LOOK = timedelta(minutes=1)
MAX_ID_CHARACTERS = SentMessage._meta.get_field("message_id").max_length or 0


class Outcome(StrEnum):
    """What came of a report."""

    RECORDED = "recorded"
    OBSOLETE = "obsolete"  # the recipient has acted since, or there is nobody left to tell
    REPLAYED = "replayed"
    UNKNOWN = "unknown"


@action
def record_failure(*, service: str, message_id: str, failure: Failure, looks_again: bool = True, by: Actor) -> Outcome:
    """Records that a message did not arrive: the first report of each message, whatever the ids of the reports are.

    An unknown message is looked for once more after a minute; most are of other programs with the same account.
    Lock order: the message before the rows of its subject.
    """
    if not _is_an_id(message_id):
        return Outcome.UNKNOWN
    messages = SentMessage.objects.select_for_update().filter(service=service, message_id=message_id)
    message = messages.first()
    if message is None:
        if looks_again:
            _queue_second_look(service, message_id, failure)
        return Outcome.UNKNOWN
    if message.failed_at is not None:
        return Outcome.REPLAYED
    change(message, {"failed_at": clock.now(), "failure": failure.kind})
    has_mattered = failure_handlers.all()[message.kind](message, failure, by)
    return Outcome.RECORDED if has_mattered else Outcome.OBSOLETE


def _is_an_id(message_id: str) -> bool:
    """Whether a row can have it."""
    return 0 < len(message_id) <= MAX_ID_CHARACTERS and "\x00" not in message_id


def _queue_second_look(service: str, message_id: str, failure: Failure) -> None:
    jobs.queue(
        "look_for_failed_message",
        at=clock.now() + SECOND_LOOK,
        service=service,
        message_id=message_id,
        channel=failure.channel,
        failure=failure.kind,
        code=failure.code,
    )
