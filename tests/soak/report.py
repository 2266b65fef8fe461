"""The end of a soak: everything is checked, told, and written down."""

import json
from collections.abc import Mapping
from typing import Any

import psycopg
from rich.console import Console

from tests.soak import checker, journal, summary
from tests.soak.checks import logs
from tests.soak.draining import drained
from tests.soak.place import Place


def concluded(place: Place, facts: Mapping[str, Any], faults: list[str]) -> bool:
    """Let the queue drain, check all, print it, write `report.json`; whether everything holds."""
    differences = {"people": faults} if faults else {}
    if not drained(place.database.url):
        differences["draining"] = ["The queue was not empty in time."]
    verified = json.loads(_verified(place))
    if verified["broken"] is not None:
        differences["verify_trails"] = [f"{verified['broken']}: {verified['fault']}"]
    entries = journal.read(place.folder / "journal.jsonl")
    with psycopg.connect(place.database.url) as connection:
        differences |= checker.in_database(connection, entries)
        trust = place.manage("sealing_certificate").encode()
        files = place.folder / "var" / "files"
        differences |= checker.on_disk(connection, files, trust, place.folder / "logs")
        told = {**facts, **_facts(place, entries, connection), "trails verified": verified["verified"]}
    summary.show(Console(highlight=False, width=150), entries, told, differences)
    report = {"facts": told, "requests": summary.kinds(entries), "differences": differences}
    (place.folder / "report.json").write_text(json.dumps(report, indent=2, default=str))
    return not differences


def _verified(place: Place) -> str:
    place.manage("seal_acceptances")
    try:
        return place.manage("verify_trails", "--json")
    except RuntimeError as error:
        return json.dumps({"verified": 0, "broken": "verify_trails", "fault": str(error)[-1000:]})


def _facts(place: Place, entries: list[journal.Entry], connection: "psycopg.Connection[Any]") -> dict[str, Any]:
    counted = {
        "envelopes": "SELECT status, count(*) FROM signing_envelope GROUP BY 1 ORDER BY 1",
        "packages": "SELECT status, count(*) FROM signing_signing GROUP BY 1 ORDER BY 1",
    }
    once = {"seals": "signing_seal", "acceptances": "clickwrap_acceptance", "documents": "documents_document"}
    return {
        "attempts": len(entries),
        "tried again": sum(entry.attempt > 1 for entry in entries),
        "without an answer": sum(entry.status is None for entry in entries),
        "replayed answers": sum(entry.replayed for entry in entries),
        "answers lost, as the service said": sum(entry.is_answer_lost for entry in entries),
        "kills": dict(place.processes.kills),
        "ended by themselves": dict(place.processes.ends),
        "recovered jobs": logs.recovered(place.folder / "logs"),
        **{name: dict(connection.execute(sql).fetchall()) for name, sql in counted.items()},
        **{name: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for name, table in once.items()},
    }
