"""Owners manage what they own."""

from procrastinate.contrib.django import app

from safeclose.actors import SYSTEM
from signing.packages.managers import actions


@app.periodic(cron="27 * * * *")
@app.task(name="appoint_owners", queue="upkeep", queueing_lock="appoint_owners")
def appoint_owners(timestamp: int) -> None:
    """Finds no one, but after an update: the old version ran on while the migration had made the rows already."""
    for membership_id in actions.owners_without_row().values_list("pk", flat=True):
        actions.record_owner(membership_id=membership_id, by=SYSTEM)
