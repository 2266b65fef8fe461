"""What a process costs before it does anything, and what a child costs that prepares a file to be signed."""

import os
import resource
import statistics
import subprocess
import sys
from collections.abc import Iterator

from documents.intake.presenting import presentable
from tests.benchmarks.measuring import Aim, Measured, Row, alternate, milliseconds
from tests.benchmarks.place import ROOT
from tests.evidence_examples import plain_pdf

BARE = """
import django
from django.conf import settings
apps = ("admin", "auth", "contenttypes", "sessions", "messages")
settings.configure(
    INSTALLED_APPS=[*(f"django.contrib.{name}" for name in apps), "rest_framework"],
    DATABASES={"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "none"}},
)
django.setup()
import psycopg, rest_framework.viewsets, django.contrib.admin
"""
PAGES = 8


def rows() -> Iterator[Row]:
    """In processor time, since most of a start is waiting on a busy machine; and by the clock."""
    ours, theirs = _costs(["manage.py", "check"], ["-c", BARE])
    beside = "a process that imports Django, DRF, psycopg and the admin"
    figures = (milliseconds(ours), milliseconds(theirs))
    yield Measured("manage.py check, processor time", beside, ours / theirs, Aim(at_most=3), *figures)
    content = plain_pdf(PAGES)
    pair = alternate(
        lambda: presentable(content),
        lambda: _run(["-c", "import documents.intake.presenting, documents.intake.rehearsal"]),
    )
    work = f"{PAGES} pages prepared and sealed for trial in a child"
    yield pair.faster(work, "a new interpreter's imports for that", at_least=3)


def _costs(*commands: list[str]) -> list[float]:
    """The median seconds of processor time of each, run in turns."""
    found: list[list[float]] = [[] for _ in commands]
    for _ in range(7):
        for taken, command in zip(found, commands, strict=True):
            before = _spent()
            _run(command)
            taken.append(_spent() - before)
    return [statistics.median(taken) for taken in found]


def _spent() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _run(command: list[str]) -> None:
    subprocess.run([sys.executable, *command], cwd=ROOT, env={**os.environ}, check=True, capture_output=True)
