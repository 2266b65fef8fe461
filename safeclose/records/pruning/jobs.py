"""Pruning: the steps, and the job that runs them every night."""

from collections.abc import Iterator
from typing import NamedTuple

import structlog
from procrastinate.contrib.django import app

from safeclose import clock
from safeclose.records.pruning import actions, orphans
from safeclose.records.pruning.sources import sources
from safeclose.refusals import Unavailable

log = structlog.get_logger("safeclose.records.pruning")
FILES = "orphan files"


class Removed(NamedTuple):
    """A kind of things, and how many were removed."""

    what: str
    number: int


def prune_all() -> Iterator[Removed]:
    """Removes what is no longer needed, and yields after each step. Raises Unavailable."""
    now = clock.now()
    for name in sources():
        yield Removed(name, 0)
        while number := actions.record_pruned(name=name, now=now):
            yield Removed(name, number)
    yield Removed(FILES, 0)
    for digest in orphans.orphans(now):
        yield Removed(FILES, int(orphans.remove(digest, now)))


def prunable() -> Iterator[Removed]:
    """What would be removed now, by kind."""
    now = clock.now()
    for name, source in sources().items():
        yield Removed(name, source(now).count())
    yield Removed(FILES, sum(1 for _ in orphans.orphans(now)))


@app.periodic(cron="41 3 * * *")
@app.task(name="prune", queue="upkeep", queueing_lock="prune")
def prune(timestamp: int) -> None:
    """Runs at night, when there is little traffic. After a failure the next night continues."""
    counts: dict[str, int] = {}
    try:
        for what, number in prune_all():
            counts[what] = counts.get(what, 0) + number
    except Unavailable as refusal:
        log.warning("not_all_pruned", reason=refusal.sentence)
    log.info("pruned", **{what.replace(" ", "_"): number for what, number in counts.items() if number})
