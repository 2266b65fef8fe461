"""`make bench`: a table, and the same as JSON. `python -m tests.benchmarks trail search` for these rows alone."""

import argparse
import json
import logging
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator
from dataclasses import asdict
from importlib import import_module

import psycopg
from django.db import Error as DjangoError

from tests.benchmarks import machine, place, report
from tests.benchmarks.measuring import Measured, Row, Unmeasured

# By the name on the command line: the module and its function.
SUBJECTS = {
    "trail": "evidence.trail",
    "checkpoint": "checkpoints.rows",
    "sealing": "sealing.rows",
    "generate": "generating.rows",
    "search": "searching.rows",
    "signing": "signing_steps.rows",
    "signings": "signing_list.rows",
    "acceptance": "accepting.rows",
    "lists": "lists.rows",
    "sealed": "last_signature.rows",
    "job": "whole_job.rows",
    "pages": "page_images.rows",
    "memory": "memory.rows",
    "start": "starting.rows",
    "package": "large_package.rows",
}
LONG = {"package"}  # takes minutes, so only when it is named

FAULTS = (
    AssertionError,
    ArithmeticError,
    LookupError,
    OSError,
    RuntimeError,
    psycopg.Error,
    DjangoError,
    subprocess.SubprocessError,
)


def main() -> None:
    """Measure what was named, or all; print the table, and write it where that was asked for."""
    parser = _parser()
    options = parser.parse_args()
    if unknown := [name for name in options.names if name not in SUBJECTS]:
        parser.error(f"there is no {', '.join(unknown)}; there are {', '.join(SUBJECTS)}")
    if options.quick:
        os.environ[place.QUICK] = "1"
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is ended
    place.settle()
    import django

    django.setup()
    logging.getLogger("safeclose").setLevel(logging.WARNING)  # in this process; the servers log as ever
    described = machine.described()
    found: dict[str, list[Row]] = {}
    for name in options.names or [name for name in SUBJECTS if name not in LONG]:
        found[name] = list(_measured(name))
        # After each, so that a run that is cut short leaves what it has measured.
        (place.VAR / "results.json").write_text(json.dumps(_plain(described, found), indent=2, ensure_ascii=False))
        if options.write:
            report.write(described, found)
    report.show(described, found)


def _measured(name: str) -> Iterator[Row]:
    module, function = SUBJECTS[name].split(".")
    began = time.monotonic()
    try:
        for row in getattr(import_module(f"tests.benchmarks.{module}"), function)():
            report.tell(row)
            yield row
    except FAULTS as fault:  # the others are measured all the same
        traceback.print_exc()
        yield Unmeasured(name, f"it failed: {fault!r:.200}")
    report.tell_time(name, time.monotonic() - began)


def _plain(described: dict[str, str], found: dict[str, list[Row]]) -> dict[str, object]:
    rows = [
        {"subject": name, **asdict(row), **({"isMet": row.is_met} if isinstance(row, Measured) else {})}
        for name, several in found.items()
        for row in several
    ]
    return {"machine": described, "rows": rows}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    told = f"{', '.join(SUBJECTS)}; all but {', '.join(LONG)} unless given"
    parser.add_argument("names", nargs="*", metavar="NAME", help=told)
    parser.add_argument("--write", action="store_true", help="write the figures into docs/benchmarks.md too")
    parser.add_argument("--quick", action="store_true", help="less of everything, to see whether it runs")
    return parser


if __name__ == "__main__":
    main()
