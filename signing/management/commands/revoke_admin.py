"""Takes the rights of an admin of signing packages away."""

from typing import Any

from django.core.management.base import CommandParser

from safeclose.actors import SYSTEM
from safeclose.management.reporting import ReportingCommand, printable
from safeclose.refusals import Unknown
from signing.packages.managers import actions, command_arguments


class Command(ReportingCommand):
    """May be repeated: for someone who is no admin it changes nothing and says so."""

    help = "Take the rights of an admin of signing packages away, from their next request on."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("who", type=printable, help="verified e-mail address, or Clerk user id")

    def handle(self, *args: Any, **options: Any) -> None:
        user = command_arguments.person(options["who"])
        try:
            actions.revoke_admin(user_id=user.pk, by=SYSTEM)
            was_one = True
        except Unknown:
            was_one = False
        sentence = f"{options['who']} is no admin of signing packages {'any more' if was_one else 'anyway'}."
        self.report(options, {"revoked": was_one}, sentence)
