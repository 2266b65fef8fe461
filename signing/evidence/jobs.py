"""After completion: certificate and sealed PDF, until they are there."""

from procrastinate.contrib.django import app

from safeclose.jobs import UNTIL_DONE


@app.task(name="seal_trail", queue="sealing", retry=UNTIL_DONE)
def seal(*, trail_id: str) -> None:
    """Make and record certificate, bundle and sealed PDF of a completed trail; nothing, where it has them."""


@app.periodic(cron="* * * * *")
@app.task(name="seal_unsealed_trails", queue="upkeep", queueing_lock="seal_unsealed_trails")
def seal_unsealed(timestamp: int) -> None:
    """For those whose own job was lost: everyone has signed, so they must not wait."""
