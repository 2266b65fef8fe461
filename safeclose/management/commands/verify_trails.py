"""Every trail and every chain of acceptances, recomputed from what is stored."""

import json
import sys
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import track

from safeclose import audits


class Command(BaseCommand):
    """Ends with a non-zero exit code, naming the first broken one."""

    help = "Verify the hash chain of every trail and of all acceptances, and the files of every sealed trail."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--since", type=_day, help="only trails begun on or after this day (YYYY-MM-DD, UTC)")
        parser.add_argument("--json", action="store_true", help="print a report for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        quiet = options["json"] or not sys.stderr.isatty()
        console = Console(stderr=True)
        verified = 0
        chains = list(audits.every(options["since"]))
        for chain in track(chains, "Verifying", console=console, disable=quiet):
            if fault := chain.fault():
                self._report(options, verified, chain.id, fault)
                raise CommandError(f"{chain.id}: {fault}")
            verified += 1
        self._report(options, verified, None, None)

    def _report(self, options: dict[str, Any], verified: int, broken: str | None, fault: str | None) -> None:
        if options["json"]:
            self.stdout.write(json.dumps({"verified": verified, "broken": broken, "fault": fault}))
        elif broken is None:
            self.stdout.write(f"{verified} trails verified.")


def _day(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
