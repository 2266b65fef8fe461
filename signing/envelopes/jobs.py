"""Expiry, written down. That it is true at the instant is the actions' work."""

from procrastinate.contrib.django import app

from safeclose import clock
from safeclose.actors import SYSTEM
from safeclose.jobs import UNTIL_DONE
from signing.envelopes import actions
from signing.envelopes.models import Envelope
from workspace.events.models import Event


@app.task(name="expire_envelope", queue="envelopes", retry=UNTIL_DONE)
def expire(*, envelope_id: str) -> None:
    """Queued when an envelope is sent, for the instant at which its time is up."""
    actions.record_expiry(envelope_id=envelope_id, by=SYSTEM)


@app.periodic(cron="* * * * *")
@app.task(name="expire_overdue_envelopes", queue="upkeep", queueing_lock="expire_overdue_envelopes")
def expire_overdue(timestamp: int) -> None:
    """For those whose own job was lost."""
    for envelope_id in Envelope.objects.overdue(clock.now()).values_list("id", flat=True)[:1000]:
        actions.record_expiry(envelope_id=envelope_id, by=SYSTEM)


def when_sealed(event: Event) -> None:
    """A trail's files are made; an envelope's document is told."""
    actions.record_sealed(trail_id=event.subject_id)
