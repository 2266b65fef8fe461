"""Whether everything holds that was acknowledged: the journal, the database, the files and the logs side by side."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import psycopg

from tests.soak.checks import (
    acknowledged,
    answers,
    ceremonies,
    chains,
    click_answers,
    effects,
    last_word,
    logs,
    queue,
    seals,
)
from tests.soak.journal import Entry
from tests.soak.rows import Rows

MAX_SENTENCES = 25  # differences of one kind that are told

Differences = dict[str, list[str]]


def in_database(connection: "psycopg.Connection[Any]", journal: Sequence[Entry]) -> Differences:
    """What the journal and the database disagree about, and what the database disagrees with itself about."""
    rows = Rows(connection)
    return _named(
        statuses=answers.statuses(journal),
        missed=answers.seen_once(journal),
        retries=answers.retries(journal),
        acknowledged=acknowledged.every(rows, journal),
        clicks=click_answers.counted(rows, journal),
        last_changes=last_word.changes(rows, journal),
        deletions=last_word.deletions(rows, journal),
        ceremonies=ceremonies.every(rows),
        trails=chains.trails(rows),
        acceptances=chains.acceptances(rows),
        obligations=effects.obligations(rows),
        deals=effects.deals(rows),
        dead_jobs=queue.dead(rows),
        left_jobs=queue.left(rows),
    )


def on_disk(connection: "psycopg.Connection[Any]", files: Path, trust: bytes, log_folder: Path) -> Differences:
    """What the files and the logs say."""
    rows = Rows(connection)
    return _named(
        seals=seals.every(rows, files, trust),
        seals_by_poppler=seals.by_poppler(rows, files),
        renderings=seals.renderings(rows, files),
        logs=logs.faults(log_folder),
    )


def _named(**found: Iterable[str]) -> Differences:
    told = {name: list(sentences) for name, sentences in found.items()}
    return {name: _cut(sentences) for name, sentences in told.items() if sentences}


def _cut(sentences: list[str]) -> list[str]:
    more = [f"… and {len(sentences) - MAX_SENTENCES} more"] if len(sentences) > MAX_SENTENCES else []
    return sentences[:MAX_SENTENCES] + more
