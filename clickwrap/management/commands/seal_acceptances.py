"""New acceptances go into the chains of their organizations, now."""

from typing import Any

from clickwrap.chain.jobs import sealed_blocks
from safeclose.management.reporting import ReportingCommand


class Command(ReportingCommand):
    """The worker does the same every minute."""

    help = "Chain the acceptances that are in no block yet."

    def handle(self, *args: Any, **options: Any) -> None:
        sealed = sum(self.each(sealed_blocks(), "Chaining", options))
        self.report(options, {"chained": sealed}, f"{sealed} acceptances chained.")
