"""The base of all commands for operators."""

import json
import sys
from argparse import ArgumentTypeError
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import Progress, track

T = TypeVar("T")
FOUND_SOMETHING = 1
BAD_ARGUMENTS = 2
STOPPED = 130  # the shells' exit code for Ctrl-C


class BadArgument(CommandError):
    """An argument that is well-formed and still invalid; the exit code is argparse's."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, returncode=BAD_ARGUMENTS)


class ReportingCommand(BaseCommand):
    """A progress bar on a terminal, `--json` for programs; Ctrl-C ends it with a sentence, and it can be run again.

    Commands work in steps, each in its own transaction, and do not repeat completed steps.
    """

    go_on = "What was done is kept: the same command goes on from here."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--json`; commands add theirs."""
        parser.add_argument("--json", action="store_true", help="print a report for programs")

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            return super().execute(*args, **options)
        except KeyboardInterrupt as stop:
            raise CommandError(f"Stopped. {self.go_on}", returncode=STOPPED) from stop

    def each(self, things: Iterable[T], doing: str, options: dict[str, Any]) -> Iterator[T]:
        """Iterates over these things, with a progress bar on a terminal."""
        yield from track(things, doing, console=Console(stderr=True), disable=_is_quiet(options))

    def bars(self, options: dict[str, Any]) -> Progress:
        return Progress(console=Console(stderr=True), disable=_is_quiet(options))

    def report(self, options: dict[str, Any], told: Any, sentence: str) -> None:
        """Prints `told` as JSON with `--json`, else the sentence."""
        text = json.dumps(told, ensure_ascii=False) if options["json"] else sentence
        if text:
            self.stdout.write(text)


def _is_quiet(options: dict[str, Any]) -> bool:
    return bool(options.get("json")) or not sys.stderr.isatty()


def printable(given: str) -> str:
    """For `add_argument(type=…)`: text without control characters, which the database could not store."""
    if given.isprintable():
        return given
    raise ArgumentTypeError(f"{given!r} has characters that can't be printed")


def whole(smallest: int, largest: int) -> Callable[[str], int]:
    """For `add_argument(type=…)`: a whole number between these two."""

    def number(text: str) -> int:
        if text.isdecimal() and smallest <= int(text) <= largest:
            return int(text)
        raise ArgumentTypeError(f"must be a whole number from {smallest} to {largest}, and is {text!r}")

    return number
