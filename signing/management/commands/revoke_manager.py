"""A manager of packages whose rights end, at one place or at all of an organization."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from safeclose.actors import SYSTEM
from safeclose.http.numeric_ids import MAX_ID
from safeclose.management.reporting import ReportingCommand, printable, whole
from safeclose.refusals import Refusal, Unknown
from signing.packages.identities.models import ManagerMembership
from signing.packages.managers import actions, command_arguments


class Command(ReportingCommand):
    """Who is no manager there is none afterwards either, so it may be repeated."""

    help = "Take all rights of a manager of signing packages in an organization away, or those at one location."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("who", type=printable, help="verified e-mail address, or Clerk user id")
        parser.add_argument("--organization", type=printable, required=True, metavar="SLUG", help="where they manage")
        parser.add_argument("--location", type=whole(1, MAX_ID), metavar="ID", help="only the rights at this location")

    def handle(self, *args: Any, **options: Any) -> None:
        user, organization = (
            command_arguments.person(options["who"]),
            command_arguments.organization(options["organization"]),
        )
        rows = ManagerMembership.objects.filter(manager__user=user, organization=organization)
        if location := command_arguments.location(options["location"], organization):
            rows = rows.filter(location=location)
        numbers = list(rows.order_by("pk").values_list("pk", flat=True))
        revoked = [str(number) for number in numbers if _revoke(number, organization.pk)]
        sentence = f"Revoked: {len(revoked)}." if revoked else "There was nothing to revoke."
        self.report(options, {"revoked": revoked}, sentence)


def _revoke(number: int, organization_id: int) -> bool:
    """Whether it was still there."""
    try:
        actions.revoke(organization_id=organization_id, manager_id=number, by=SYSTEM)
    except Unknown:
        return False
    except Refusal as refusal:
        raise CommandError(refusal.sentence) from refusal
    return True
