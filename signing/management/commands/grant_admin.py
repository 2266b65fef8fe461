"""Makes someone an admin of signing packages, who may do everything in all organizations."""

from typing import Any

from django.core.management.base import CommandParser

from safeclose.actors import SYSTEM
from safeclose.management.reporting import ReportingCommand, printable
from safeclose.refusals import Conflict
from signing.packages.managers import actions, command_arguments
from signing.packages.models import SigningAdmin


class Command(ReportingCommand):
    """Only those who run the service can do this, here or in the back office. May be repeated."""

    help = "Make someone an admin of signing packages: they may do everything, in all organizations."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("who", type=printable, help="verified e-mail address, or Clerk user id")

    def handle(self, *args: Any, **options: Any) -> None:
        user = command_arguments.person(options["who"])
        try:
            actions.appoint_admin(user_id=user.pk, by=SYSTEM)
            is_new = True
        except Conflict:
            is_new = False
        number = SigningAdmin.objects.filter(user=user).values_list("pk", flat=True).first()
        sentence = f"{options['who']} is an admin of signing packages {'now' if is_new else 'already'}."
        self.report(options, {"id": number and str(number), "isNew": is_new}, sentence)
