"""Each day, a checkpoint of each organization in which something happened."""

from procrastinate.contrib.django import app

from safeclose.jobs import UNTIL_DONE
from signing.evidence.checkpoints import actions
from signing.evidence.checkpoints.next_checkpoint import due, make_checkpoint
from workspace.models import Organization


@app.task(name="make_checkpoint", queue="sealing", retry=UNTIL_DONE)
def make(*, organization_id: int) -> None:
    """Make the day's checkpoint of an organization, unless there is one; until the time stamp authority answers."""
    if due(organization_id):
        make_checkpoint(organization_id)


@app.periodic(cron="17 * * * *")
@app.task(name="make_checkpoints", queue="upkeep", queueing_lock="make_checkpoints")
def make_due(timestamp: int) -> None:
    """Hourly, so that a day on which the workers stood still at midnight gets its checkpoint too."""
    for organization_id in Organization.objects.order_by("id").values_list("id", flat=True):
        if due(organization_id):
            actions.queue_checkpoint(organization_id=organization_id)
