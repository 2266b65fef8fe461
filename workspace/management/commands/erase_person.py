"""Forgetting someone, where the law asks for it."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from safeclose import erasure
from safeclose.actors import SYSTEM
from safeclose.management.reporting import BadArgument, ReportingCommand
from safeclose.refusals import Refusal
from workspace.erasure import actions
from workspace.erasure.actions import Forgotten, Rehearsed
from workspace.erasure.jobs import remove_files
from workspace.identity.emails import folded


class Command(ReportingCommand):
    """Ends with 0 for someone unknown, so it may be repeated; with 1 while something is under way with them."""

    go_on = "Either all of it was done, or nothing: run it again."
    help = (
        "Erase a person's data everywhere: names, addresses, phone numbers, browsers, signatures, reasons. "
        "All evidence still verifies. Stored files that name the person are removed; their hashes stay."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("email", type=folded, help="the address that the person is known by")
        parser.add_argument("--keep-files", action="store_true", help="keep the files that name the person (retention)")
        parser.add_argument("--void", action="store_true", help="first void what is out for the person's signature")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        email, keeps, rehearses = options["email"], options["keep_files"], options["dry_run"]
        if "@" not in email:
            raise BadArgument("Give the person's e-mail address.")
        if options["void"] and not rehearses:
            _end_all(email)
        files = erasure.files(erasure.known(email))
        try:
            forgotten = actions.erase(email=email, files=files, keeps_files=keeps, is_rehearsal=rehearses, by=SYSTEM)
        except Rehearsed as rehearsed:
            forgotten = rehearsed.forgotten
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from refusal
        if not (keeps or rehearses):
            # The jobs are queued; who asked shall not have to wait for a worker.
            remove_files(digests=" ".join(file.sha256 for file in files))
        self._report(forgotten, files, options)

    def _report(self, forgotten: Forgotten, files: list[erasure.NamingFile], options: dict[str, Any]) -> None:
        kept, is_rehearsal = options["keep_files"], options["dry_run"]
        if options["json"]:
            named = [file._asdict() for file in files]
            told: dict[str, Any] = {"known": bool(forgotten.ids), "rows": forgotten.rows, "dryRun": is_rehearsal}
            told |= {"filesKept": named if kept else [], "filesRemoved": [] if kept else named}
            self.report(options, told, "")
            return
        if not forgotten.ids and not forgotten.rows:
            self.stdout.write("Nobody is known by this address.")
            return
        would = " (nothing was written)" if is_rehearsal else ""
        self.stdout.write(f"{forgotten.rows} rows changed{would}. Their evidence verifies as before.")
        for file in files:
            self.stdout.write(f"{'kept   ' if kept else 'removed'} {file.sha256} {file.what}")
        if kept and files:
            self.stdout.write("The files above still name the person, as --keep-files asks.")


def _end_all(email: str) -> None:
    for obstacle in erasure.obstacles(erasure.known(email)):
        if obstacle.end:
            try:
                obstacle.end(SYSTEM)
            except Refusal as refusal:
                raise CommandError(refusal.sentence) from refusal
