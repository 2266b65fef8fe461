"""Users, organizations and memberships, compared with Clerk."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from rich.progress import Progress

from safeclose.gateways.clerk_backend import Backend, Fault
from safeclose.management.reporting import ReportingCommand
from safeclose.refusals import Invalid
from workspace.clerk import actions
from workspace.clerk.models import ClerkSync
from workspace.clerk.sync import Comparison, Suspicious


class Command(ReportingCommand):
    """For what webhooks missed, and for the first time. Safe to repeat, to interrupt, and to run beside webhooks."""

    help = "Bring users, organizations and memberships in step with Clerk's Backend API (CLERK_SECRET_KEY)."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--anew", action="store_true", help="begin anew instead of going on where the last stopped")
        parser.add_argument("--remove-many", action="store_true", help="also if more than half of the users are gone")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.CLERK_SECRET_KEY:
            raise CommandError("Set CLERK_SECRET_KEY: a secret key from the API keys in Clerk's dashboard.")
        sync = actions.begin_sync(anew=options["anew"])
        try:
            with Backend(settings.CLERK_SECRET_KEY, settings.CLERK_API_URL) as clerk:
                _run(Comparison(clerk, sync, may_remove_many=options["remove_many"]), self.bars(options))
        except Fault as fault:
            raise CommandError(f"{fault} {self.go_on}") from fault
        except Invalid as refusal:
            raise CommandError(f"Clerk's answer can't be read: {refusal.sentence} {self.go_on}") from refusal
        except Suspicious as doubt:
            raise CommandError(f"{doubt} Is the key one of another instance? If not, add --remove-many.") from doubt
        self.report(options, sync.counts, _sentences(sync, founding=actions.queue_founding()))


def _run(comparison: Comparison, progress_bars: Progress) -> None:
    with progress_bars as bars:
        tasks = {stage: bars.add_task(stage.capitalize(), total=None) for stage in ClerkSync.Stage.values}
        for progress in comparison.run():
            bars.update(tasks[progress.stage], completed=progress.done, total=progress.total)


def _sentences(sync: ClerkSync, *, founding: int) -> str:
    compared = [
        f"{kind}: {count['listed']} at Clerk, {count['changed']} changed here, {count['removed']} removed."
        for kind, count in sync.counts.items()
    ]
    made = [f"Of those that were founded here, {founding} will be made at Clerk by jobs."] if founding else []
    return "\n".join([*compared, *made])
