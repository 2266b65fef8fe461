"""Forgetting someone, where the law asks for it."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.core.management.base import CommandError, CommandParser

from safeclose import email_addresses
from safeclose.actors import SYSTEM
from safeclose.management.reporting import BadArgument, ReportingCommand
from safeclose.records import erasure
from safeclose.refusals import Refusal
from workspace.erasure import actions
from workspace.erasure.actions import Forgotten, Rehearsed
from workspace.erasure.jobs import remove_files


class Command(ReportingCommand):
    """Ends with 0 for someone unknown, so it may be repeated; with 1 while something is under way with them.

    Without `--yes` all is done and rolled back: what would go is listed.
    """

    go_on = "Either all of it was done, or nothing: run it again."
    help = (
        "Erase a person's data everywhere: names, addresses, phone numbers, browsers, signatures, reasons. "
        "All evidence still verifies. Stored files that name the person are removed; their hashes stay. "
        "Without --yes it is only said what would go."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("email", type=email_addresses.spelled, help="the whole address that the person is known by")
        parser.add_argument("--keep-files", action="store_true", help="keep the files that name the person (retention)")
        parser.add_argument("--void", action="store_true", help="first void what is out for the person's signature")
        doing = parser.add_mutually_exclusive_group()
        doing.add_argument("--dry-run", action="store_true", help="say what would go, and write nothing (the default)")
        doing.add_argument("--yes", action="store_true", help="do it; what is erased can't be brought back")

    def handle(self, *args: Any, **options: Any) -> None:
        email, keeps, rehearses = options["email"], options["keep_files"], not options["yes"]
        if not email_addresses.is_address(email):
            raise BadArgument("Give the person's e-mail address, and nothing else.")
        if options["void"] and not rehearses:
            _end_all(email)
        person = erasure.known(email)
        files = erasure.files(person)
        obstacles = list(erasure.obstacles(person)) if rehearses else []
        try:
            forgotten = actions.erase(email=email, files=files, keeps_files=keeps, is_rehearsal=rehearses, by=SYSTEM)
        except Rehearsed as rehearsed:
            forgotten = rehearsed.forgotten
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from refusal
        if not (keeps or rehearses):
            # The jobs are queued; who asked shall not have to wait for a worker.
            remove_files(digests=" ".join(file.sha256 for file in files))
        under_way = [obstacle.sentence for obstacle in obstacles]
        self._report(Told(forgotten, files, under_way, erasure.similar(email), keeps, rehearses), options)
        lasting = [obstacle.sentence for obstacle in obstacles if not (options["void"] and obstacle.end)]
        if lasting:
            raise CommandError(lasting[0])

    def _report(self, told: "Told", options: dict[str, Any]) -> None:
        if options["json"]:
            self.report(options, told.for_programs(), "")
            return
        for line in told.for_people():
            self.stdout.write(line)


class Told(NamedTuple):
    """What is said in the end."""

    forgotten: Forgotten
    files: list[erasure.NamingFile]
    under_way: list[str]
    similar: list[str]
    keeps_files: bool
    is_rehearsal: bool

    @property
    def is_known(self) -> bool:
        """Whether anything at all was found."""
        return bool(self.forgotten.things or self.forgotten.rows)

    def for_programs(self) -> dict[str, Any]:
        named = [file._asdict() for file in self.files]
        things: dict[str, list[str]] = {}
        for kind, identifier in self.forgotten.things:
            things.setdefault(kind, []).append(identifier)
        return {
            "known": self.is_known,
            "rows": self.forgotten.rows,
            "changes": self.forgotten.changes,
            "things": things,
            "dryRun": self.is_rehearsal,
            "filesKept": named if self.keeps_files else [],
            "filesRemoved": [] if self.keeps_files else named,
            "underWay": self.under_way,
            "similar": self.similar,
        }

    def for_people(self) -> Iterator[str]:
        if self.is_known:
            yield from self._done()
        else:
            yield "Nobody is known by this address. Nothing was changed."
        for address in self.similar:
            yield f"Not touched: {address} is a similar address. If it is theirs too, erase it by name."
        yield from (f"Under way: {sentence}" for sentence in self.under_way)
        if self.is_known and self.is_rehearsal:
            yield "Nothing was written. To erase the person, run the command again with --yes."

    def _done(self) -> Iterator[str]:
        rows = _counted(self.forgotten.rows)
        if self.is_rehearsal:
            yield f"{rows} would change. Their evidence would verify as before."
        else:
            yield f"{rows} changed. Their evidence verifies as before."
        if self.is_rehearsal:
            yield "What is known of them, or has them as a party:"
            yield from (f"{kind} {identifier}" for kind, identifier in self.forgotten.things)
            yield "What would be cleared:"
            yield from (f"{_counted(number)} of {models}" for models, number in sorted(self.forgotten.changes.items()))
        word = "kept   " if self.keeps_files else "file" if self.is_rehearsal else "removed"
        for file in self.files:
            yield f"{word} {file.sha256} {file.what}"
        if self.keeps_files and self.files:
            yield "The files above still name the person, as --keep-files asks."


def _counted(rows: int) -> str:
    return "1 row" if rows == 1 else f"{rows} rows"


def _end_all(email: str) -> None:
    for obstacle in erasure.obstacles(erasure.known(email)):
        if obstacle.end:
            try:
                obstacle.end(SYSTEM)
            except Refusal as refusal:
                raise CommandError(refusal.sentence) from refusal
