"""Recomputes every trail and every chain of acceptances from what is stored."""

from argparse import ArgumentTypeError
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import CommandError, CommandParser

from safeclose.management.reporting import ReportingCommand
from safeclose.proof import audits


class Command(ReportingCommand):
    """Names the first broken chain and ends with exit code 1."""

    help = "Verify the hash chain of every trail and of all acceptances, and the files of every sealed trail."
    go_on = "Nothing was changed."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--since", type=_day, help="only trails begun on or after this day (YYYY-MM-DD, UTC)")

    def handle(self, *args: Any, **options: Any) -> None:
        verified = 0
        for chain in self.each(list(audits.every(options["since"])), "Verifying", options):
            if fault := chain.fault():
                self.report(options, {"verified": verified, "broken": chain.id, "fault": fault}, "")
                raise CommandError(f"{chain.id}: {fault}")
            verified += 1
        self.report(options, {"verified": verified, "broken": None, "fault": None}, f"{verified} trails verified.")


def _day(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError as error:
        raise ArgumentTypeError(f"must be a day such as 2026-04-27, and is {text!r}") from error
