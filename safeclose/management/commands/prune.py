"""Removes rows and files that are no longer needed."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from safeclose.management.reporting import ReportingCommand
from safeclose.records.pruning.jobs import prunable, prune_all
from safeclose.refusals import Unavailable


class Command(ReportingCommand):
    """The worker does the same every night. Evidence, and files that a row names, are never removed."""

    help = (
        "Remove what has had its time: answers kept for Idempotency-Key, deliveries, sessions, ended jobs, and "
        "stored files that no row names."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--dry-run", action="store_true", help="only count, and remove nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        is_rehearsal = options["dry_run"]
        counts: dict[str, int] = {}
        try:
            for what, number in self.each(prunable() if is_rehearsal else prune_all(), "Pruning", options):
                counts[what] = counts.get(what, 0) + number
        except Unavailable as refusal:
            raise CommandError(f"{refusal.sentence} {self.go_on}") from refusal
        end = "would be removed." if is_rehearsal else "removed."
        lines = [f"{number} {what} {end}" for what, number in counts.items()]
        self.report(options, {"dryRun": is_rehearsal, "removed": counts}, "\n".join(lines))
