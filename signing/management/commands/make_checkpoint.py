"""A checkpoint now, and not only once a day."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from safeclose.management.reporting import BadArgument, ReportingCommand
from safeclose.sealing.keys import SealingKeyError
from signing.evidence.checkpoints.next_checkpoint import make_checkpoint
from workspace.models import Organization


class Command(ReportingCommand):
    """Makes one where a chain went on since the last; the worker does the same every day."""

    help = "Sign where every trail and every chain of acceptances ends now."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--organization", metavar="SLUG", help="only this one; all, unless given")

    def handle(self, *args: Any, **options: Any) -> None:
        made = []
        for one in self.each(_organizations(options["organization"]), "Signing", options):
            try:
                checkpoint = make_checkpoint(one.pk)
            except (SealingKeyError, OSError) as error:
                raise CommandError(f"{one.slug}: {error}") from error
            if checkpoint:
                made.append({"organization": one.slug, "id": checkpoint.id, "seq": checkpoint.seq})
        self.report(options, {"made": made}, f"{len(made)} checkpoints made.")


def _organizations(slug: str | None) -> list[Organization]:
    found = Organization.objects.order_by("id")
    if slug is None:
        return list(found)
    if one := found.filter(slug=slug).first():
        return [one]
    raise BadArgument(f"There is no organization {slug}.")
