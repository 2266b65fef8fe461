"""Signers who have not signed are reminded."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from safeclose import clock
from safeclose.management.reporting import ReportingCommand
from signing.envelopes.delivery import actions


class Command(ReportingCommand):
    """The worker does the same every hour. Nobody is reminded twice for one due day."""

    help = "Queue a reminder for each signer who is due for one by REMINDER_DAYS; the worker mails them."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.REMINDER_DAYS:
            raise CommandError("REMINDER_DAYS is not set: nobody is reminded.")
        now = clock.now()
        due = actions.due(now)
        queued = sum(
            actions.queue_reminder(signer_id=signer, now=now) for signer in self.each(due, "Queueing", options)
        )
        self.report(options, {"queued": queued}, f"{queued} reminders queued.")
