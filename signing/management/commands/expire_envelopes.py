"""Envelopes whose time is up, written down as expired."""

from collections.abc import Iterator
from typing import Any

from safeclose import clock
from safeclose.actors import SYSTEM
from safeclose.management.reporting import ReportingCommand
from signing.envelopes import actions
from signing.envelopes.models import Envelope

BATCH = 1000


class Command(ReportingCommand):
    """The worker does the same every minute. That their links are dead does not wait for it."""

    help = "Write down that the time of envelopes is up, where no worker has done it yet."

    def handle(self, *args: Any, **options: Any) -> None:
        expired = sum(
            actions.record_expiry(envelope_id=envelope_id, by=SYSTEM)
            for envelope_id in self.each(_overdue(), "Expiring", options)
        )
        self.report(options, {"expired": expired}, f"{expired} envelopes expired.")


def _overdue() -> Iterator[str]:
    """All that are overdue now, in their order: one that stays overdue is not met again."""
    rows = Envelope.objects.overdue(clock.now()).order_by("id")
    while batch := list(rows.values_list("id", flat=True)[:BATCH]):
        yield from batch
        rows = rows.filter(id__gt=batch[-1])
