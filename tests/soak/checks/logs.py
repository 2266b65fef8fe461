"""What the processes wrote: no fault but a lost connection."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# The last line of a traceback says what it was.
CONNECTION_LOST = re.compile(
    r"OperationalError|InterfaceError|AdminShutdown|PoolTimeout|PoolClosed|ConnectorException|CannotConnectNow"
    r"|ConnectionRefusedError|ConnectionResetError|BrokenPipeError|server closed the connection|connection is closed"
    r"|the connection is lost|terminating connection|the database system is"
)
TRACEBACK = "Traceback (most recent call last)"


def faults(folder: Path) -> Iterator[str]:
    """Of every log."""
    for path in sorted(folder.glob("*.log")):
        counted = Counter(_faults(path))
        yield from (f"{path.name}: {fault} ({number} times)" for fault, number in counted.items())


def recovered(folder: Path) -> int:
    """How many jobs of killed workers were taken up."""
    return sum(line.get("event") == "job_taken_up" for path in folder.glob("*.log") for line in _entries(path)[0])


def _faults(path: Path) -> Iterator[str]:
    entries, others = _entries(path)
    for entry in entries:
        told = str(entry.get("exception", ""))
        if told and not _is_connection_lost(told):
            yield f"{entry.get('event')}: {_last(told)}"
        elif entry.get("level") in ("error", "critical") and not told and not _is_connection_lost(str(entry)):
            yield f"{entry.get('event')}"
        if entry.get("event") == "request" and entry.get("status", 0) >= 500 and entry["status"] != 503:
            yield f"{entry['method']} {entry['route']} was answered {entry['status']}"
    for block in others.split(TRACEBACK)[1:]:
        if not _is_connection_lost(block):
            yield f"a traceback: {_last(block)}"


def _entries(path: Path) -> tuple[list[dict[str, Any]], str]:
    """Lines of JSON, and the rest as one text."""
    found, others = [], []
    for line in path.read_text(errors="replace").splitlines():
        try:
            entry = json.loads(line)
        except ValueError:
            entry = None
        if isinstance(entry, dict):
            found.append(entry)
        else:
            others.append(line)
    return found, "\n".join(others)


def _is_connection_lost(text: str) -> bool:
    """By what the last traceback ended with; where it went through does not count."""
    last = text.rpartition(TRACEBACK)[2]
    said = [line for line in last.splitlines() if not line.startswith("  ")]
    return bool(CONNECTION_LOST.search("\n".join(said) or text))


def _last(text: str) -> str:
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "")[:300]
