"""New acceptances go into the chains of their organizations."""

from collections.abc import Iterator

from procrastinate.contrib.django import app

from clickwrap.chain import actions
from clickwrap.chain.models import UnchainedAcceptance


def sealed_blocks() -> Iterator[int]:
    """Chain whatever waits, block after block; how many acceptances each has."""
    for organization_id in UnchainedAcceptance.objects.organizations():
        while number := actions.record_block(organization_id=organization_id):
            yield number


def seal_all() -> int:
    """Chain whatever waits; how many acceptances it was."""
    return sum(sealed_blocks())


@app.periodic(cron="* * * * *")
@app.task(name="seal_acceptances", queue="upkeep", queueing_lock="seal_acceptances")
def seal_acceptances(timestamp: int) -> None:
    """Every minute: what can be changed unseen is at most a minute old."""
    seal_all()
