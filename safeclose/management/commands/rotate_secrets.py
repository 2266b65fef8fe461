"""Replaces the encryption of secrets in the database, after SECRET_KEY was replaced."""

from typing import Any

from django.core.management.base import CommandError

from safeclose.management.reporting import ReportingCommand
from safeclose.records.rotation_actions import rotate_all


class Command(ReportingCommand):
    """Run with the new SECRET_KEY, and the one before it in SECRET_KEY_FALLBACKS. May run beside the service."""

    help = "Encrypt the secrets in the database under the present SECRET_KEY: of webhooks, subjects, second factors."

    def handle(self, *args: Any, **options: Any) -> None:
        counts: dict[str, int] = {}
        unreadable: dict[str, list[str]] = {}
        for done in self.each(rotate_all(), "Encrypting", options):
            counts[done.column] = counts.get(done.column, 0) + done.rotated
            if done.unreadable:
                unreadable.setdefault(done.column, []).extend(done.unreadable)
        sentence = f"{sum(counts.values())} secrets were encrypted again."
        self.report(options, {"rotated": counts, "unreadable": unreadable}, sentence)
        if unreadable:
            first = next(iter(unreadable))
            raise CommandError(
                f"{sum(map(len, unreadable.values()))} secrets can't be decrypted, the first is {first} of "
                f"{unreadable[first][0]}. Add the SECRET_KEY of their time to SECRET_KEY_FALLBACKS."
            )
