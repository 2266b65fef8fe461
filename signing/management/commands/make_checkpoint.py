"""A checkpoint now, and not only once a day."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import track

from signing.evidence.checkpoints.making import make_checkpoint
from signing.evidence.keys import SealingKeyError
from workspace.models import Organization


class Command(BaseCommand):
    """Makes one where a chain went on since the last; the worker does the same every day."""

    help = "Sign where every trail and every chain of acceptances ends now."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--organization", metavar="SLUG", help="only this one; all, unless given")
        parser.add_argument("--json", action="store_true", help="print a report for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        made = []
        quiet = options["json"] or not sys.stderr.isatty()
        organizations = _organizations(options["organization"])
        for one in track(organizations, "Signing", console=Console(stderr=True), disable=quiet):
            try:
                checkpoint = make_checkpoint(one.pk)
            except (SealingKeyError, OSError) as error:
                raise CommandError(f"{one.slug}: {error}") from error
            if checkpoint:
                made.append({"organization": one.slug, "id": checkpoint.id, "seq": checkpoint.seq})
        self.stdout.write(json.dumps({"made": made}) if options["json"] else f"{len(made)} checkpoints made.")


def _organizations(slug: str | None) -> list[Organization]:
    found = Organization.objects.order_by("id")
    if slug is None:
        return list(found)
    if one := found.filter(slug=slug).first():
        return [one]
    raise CommandError(f"There is no organization {slug}.")
