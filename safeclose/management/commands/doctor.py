"""The state of everything that the service needs."""

import time
from collections.abc import Iterator, Mapping
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

import psycopg
import structlog
from django.core.management.base import CommandError, CommandParser
from django.db import DatabaseError, connections

from safeclose.health import probes
from safeclose.health.probes import Part, PartStatus
from safeclose.management.reporting import FOUND_SOMETHING, ReportingCommand

log = structlog.get_logger("safeclose.doctor")

TIMEOUT_SECONDS = 15.0  # for all parts, which are asked in parallel
STYLES = {"ok": "SUCCESS", "warn": "WARNING", "fail": "ERROR", "off": "HTTP_INFO"}


class Command(ReportingCommand):
    """Changes nothing. A part that is not configured is `off`, which is no fault."""

    help = "Ask every part how it stands, one line each: ok, warn, fail or off. Ends with 1 where one fails."
    go_on = "Nothing was changed."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--only", nargs="+", metavar="PART", choices=tuple(probes.parts()), help="only these parts")

    def handle(self, *args: Any, **options: Any) -> None:
        asked = {name: part for name, part in probes.parts().items() if name in (options["only"] or (name,))}
        with self.bars(options) as bars:
            task = bars.add_task("Asking", total=len(asked))
            words: dict[str, PartStatus] = {}
            for name, word in answers(asked):
                words[name] = word
                bars.advance(task)
        found = {name: words.get(name, PartStatus("fail", "It does not answer in time.")) for name in asked}
        self.report(options, {name: word._asdict() for name, word in found.items()}, "")
        if not options["json"]:
            for name, word in found.items():
                state = getattr(self.style, STYLES[word.state])(f"{word.state:<5}")
                self.stdout.write(f"{state} {name}: {word.sentence}")
        if failing := [name for name, word in found.items() if word.state == "fail"]:
            raise CommandError(f"Failing: {', '.join(failing)}.", returncode=FOUND_SOMETHING)


def answers(parts: Mapping[str, Part], *, seconds: float = TIMEOUT_SECONDS) -> Iterator[tuple[str, PartStatus]]:
    """The answers of the parts, in the order in which they come; without those that take longer than `seconds`."""
    said: SimpleQueue[tuple[str, PartStatus]] = SimpleQueue()
    for name, part in parts.items():
        Thread(target=_ask, args=(name, part, said), daemon=True, name=f"doctor {name}").start()
    deadline = time.monotonic() + seconds
    for _ in parts:
        try:
            yield said.get(timeout=max(0.0, deadline - time.monotonic()))
        except Empty:
            return


def _ask(name: str, part: Part, said: "SimpleQueue[tuple[str, PartStatus]]") -> None:
    try:
        word = part()
        said.put((name, word if isinstance(word, PartStatus) else PartStatus("ok", word)))
    except (DatabaseError, psycopg.Error):
        said.put((name, PartStatus("fail", "The database does not answer, or lacks tables.")))
    except Exception as error:
        said.put((name, PartStatus("fail", f"It can't be examined ({type(error).__name__}).")))
        log.exception("part_does_not_tell", part=name)
    finally:
        connections.close_all()  # of this thread
