"""Lets a colleague back into the back office whose second factor is lost or locked."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from safeclose.actors import SYSTEM
from safeclose.backoffice.staff import log_for
from safeclose.management.reporting import ReportingCommand, printable
from safeclose.records.transactions import before_commit
from workspace.identity.models import User
from workspace.staff import actions


class Command(ReportingCommand):
    """Only those who run the service can do this for a superuser. May be repeated."""

    help = "Remove the second factor of a colleague, who sets up a new one at the next sign-in."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("login", type=printable, help="the person's login for the back office")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["login"]).first()
        if user is None:
            raise CommandError(f"No account has the login {options['login']}.")

        def also() -> None:
            log_for(user.pk, user, "Second factor removed by manage.py unlock_admin.")

        with before_commit(also):
            was_removed = actions.remove_second_factor(user_id=user.pk, by=SYSTEM)
        removed = "The second factor was removed" if was_removed else "There was no second factor"
        sentence = (
            f"{removed} of {user} ({user.username}), and all sessions were ended. They set up a new one at the next "
            "sign-in, with their password: ask them to do so now."
        )
        self.report(options, {"id": str(user.pk), "wasRemoved": was_removed}, sentence)
