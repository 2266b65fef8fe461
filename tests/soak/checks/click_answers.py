"""Texts and clicks as they were answered."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence

from tests.soak.journal import Entry
from tests.soak.rows import Rows, iso, uuid_of

Fault = Iterator[str]
SUBJECT = "kept #>> '{/subjectRef,value}'"


def _published(rows: Rows, entry: Entry) -> Fault:
    digest = hashlib.sha256(entry.asked["text"].encode()).hexdigest()
    wanted = (uuid_of(entry.told["id"]), digest)
    found = rows.number("SELECT count(*) AS n FROM clickwrap_version WHERE agreement_id = %s AND sha256 = %s", *wanted)
    if found != 1 or entry.told["versionHash"] != digest:
        yield f"the text {digest} is there {found} times"


def _accepted(rows: Rows, entry: Entry) -> Fault:
    row = rows.one(
        f"SELECT version_hash, accepted_at, {SUBJECT} AS subject FROM clickwrap_acceptance WHERE id = %s",
        uuid_of(entry.told["acceptanceId"]),
    )
    told = (entry.told["versionHash"], entry.told["acceptedAt"], entry.asked["subject"])
    if row is None or (row["version_hash"], iso(row["accepted_at"]), row["subject"]) != told:
        yield f"the acceptance {entry.told['acceptanceId']} is lost, or another"


def counted(rows: Rows, journal: Sequence[Entry]) -> Fault:
    """Each click is recorded once: as many as were acknowledged, and at most those more that had no answer."""
    sent: dict[str, list[Entry]] = defaultdict(list)
    for entry in journal:
        if entry.kind == "click.accept":
            sent[entry.asked["subject"]].append(entry)
    counted = rows.all(f"SELECT {SUBJECT} AS subject, count(*) AS n FROM clickwrap_acceptance GROUP BY 1")
    found = {row["subject"]: row["n"] for row in counted}
    for subject, entries in sent.items():
        least = sum(entry.is_done for entry in entries)
        most = least + sum(entry.status in (None, 503) for entry in entries)
        if not least <= found.get(subject, 0) <= most:
            yield f"{subject} is recorded {found.get(subject, 0)} times, not {least} to {most}"


CHECKS = {"click.publish": _published, "click.accept": _accepted}
