"""The second look for a message of which a failure was reported."""

from procrastinate.contrib.django import app

from safeclose.actors import SYSTEM
from safeclose.jobs import FOR_A_DAY
from workspace.sending.outcomes import actions
from workspace.sending.outcomes.failures import Failure


@app.task(name="look_for_failed_message", queue="upkeep", retry=FOR_A_DAY)
def look_for_failed_message(*, service: str, message_id: str, channel: str, failure: str, code: str) -> None:
    """Record the failure if the message is known by now."""
    actions.record_failure(
        service=service, message_id=message_id, failure=Failure(channel, failure, code), looks_again=False, by=SYSTEM
    )
