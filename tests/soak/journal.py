"""Every attempt at a request, and what came back, in the order in which it came."""

import hashlib
import json
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

LONG = frozenset({"canonical", "provenance", "issues", "body", "pages", "disclosure", "consentUrl", "copyUrl"})
RUNNING = ("idempotency_in_progress", "The first request with this key is still running.")
LOST = (
    "idempotency_answer_lost",
    "The first request with this key was carried out, but its answer was lost; look at its result.",
)


@dataclass
class Entry:
    """One attempt.

    asked    what the checker has to know of the request
    told     the answer's body, without what is long or secret; None without an answer
    digest   SHA-256 of the whole answer, but for raw links, which are told once
    allowed  refusals that this request was made to provoke
    lost     whether an earlier attempt had no answer, so that it may have been carried out
    """

    kind: str
    who: str
    method: str
    path: str
    key: str
    body: str
    attempt: int
    status: int | None
    asked: dict[str, Any] = field(default_factory=dict)
    told: Any = None
    digest: str = ""
    replayed: bool = False
    allowed: list[int] = field(default_factory=list)
    lost: bool = False
    ms: float = 0.0
    at: float = 0.0

    @property
    def is_done(self) -> bool:
        """Acknowledged."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_answer_lost(self) -> bool:
        """Carried out, as the service says, but its answer is gone."""
        return self.status == 409 and _error(self.told) in LOST

    @property
    def is_running(self) -> bool:
        """The first request with the key runs still."""
        return self.status == 409 and _error(self.told) in RUNNING

    @property
    def is_definite(self) -> bool:
        """Whether the answer is the one that the key stands for from now on."""
        return self.status not in (None, 401, 429, 503) and not self.is_running


class Journal:
    """Appended to a file as it comes."""

    def __init__(self, path: Path) -> None:
        self._path, self._lock = path, threading.Lock()

    def append(self, entry: Entry) -> None:
        """From any thread."""
        line = json.dumps(asdict(entry), ensure_ascii=False)
        with self._lock, self._path.open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")


def read(path: Path) -> list[Entry]:
    """All entries of a journal."""
    return list(_entries(path))


def _entries(path: Path) -> Iterator[Entry]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield Entry(**json.loads(line))


def without_links(value: Any) -> Any:
    """The answer with null for raw links, as an answer that is given again has it."""
    if isinstance(value, dict):
        return {name: None if name == "url" else without_links(part) for name, part in value.items()}
    return [without_links(part) for part in value] if isinstance(value, list) else value


def digest(value: Any) -> str:
    """The same for answers that say the same."""
    return hashlib.sha256(json.dumps(without_links(value), sort_keys=True).encode()).hexdigest()


def short(value: Any) -> Any:
    """What the checker needs of an answer."""
    if isinstance(value, dict):
        return {name: short(part) for name, part in value.items() if name not in LONG and name != "url"}
    return [short(part) for part in value] if isinstance(value, list) else value


def _error(told: Any) -> str:
    return str(told.get("error", "")) if isinstance(told, dict) else ""
