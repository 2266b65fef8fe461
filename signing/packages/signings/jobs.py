"""Packages whose time is up, written down. That no one signs them any more is the actions' work."""

from procrastinate.contrib.django import app

from safeclose import clock
from safeclose.actors import SYSTEM
from safeclose.jobs import UNTIL_DONE
from signing.packages.package.models import Signing
from signing.packages.signings import actions


@app.task(name="expire_signing", queue="envelopes", retry=UNTIL_DONE)
def expire(*, signing_id: int) -> None:
    """Queued when a package is activated, for the instant at which its time is up."""
    actions.record_expiry(signing_id=signing_id, by=SYSTEM)


@app.periodic(cron="* * * * *")
@app.task(name="expire_overdue_signings", queue="upkeep", queueing_lock="expire_overdue_signings")
def expire_overdue(timestamp: int) -> None:
    """For those whose own job was lost."""
    for number in Signing.objects.overdue(clock.now()).values_list("pk", flat=True)[:1000]:
        actions.record_expiry(signing_id=number, by=SYSTEM)
