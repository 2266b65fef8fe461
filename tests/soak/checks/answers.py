"""The answers alone: none that should not be, and the same request always the same one."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from tests.soak.journal import Entry

# Signing links and clicks have no keys: who had no answer and asks again may find it done, or the link used.
AFTER_LOSS = {"link.": {409, 410}}


def statuses(journal: Sequence[Entry]) -> Iterator[str]:
    """Only 2xx, 429, 503, refusals that were provoked, and what the key of a request explains."""
    for entry in journal:
        if not _is_explained(entry):
            said = f"answered {entry.status} {entry.told} to {entry.method} {entry.path}"
            yield f"{entry.kind} (attempt {entry.attempt} of {entry.who}) {said}"


def _is_explained(entry: Entry) -> bool:
    if entry.is_done or entry.status in (None, 429, 503) or entry.status in entry.allowed:
        return True
    if entry.is_answer_lost or entry.is_running:
        return bool(entry.key)
    after_loss = next((found for kind, found in AFTER_LOSS.items() if entry.kind.startswith(kind)), set())
    return entry.lost and entry.status in after_loss


def seen_once(journal: Sequence[Entry]) -> Iterator[str]:
    """Where something was found, it is not missed later."""
    found: set[tuple[str, str]] = set()
    for entry in journal:
        if entry.method == "GET" and entry.is_done:
            found.add((entry.who, entry.path))
        elif entry.method == "GET" and entry.status == 404 and (entry.who, entry.path) in found:
            yield f"{entry.kind}: {entry.path} was there for {entry.who}, and then was not"


def retries(journal: Sequence[Entry]) -> Iterator[str]:
    """All definite answers under one key are one answer, and only the first of them is no replay."""
    by_key: dict[tuple[str, ...], list[Entry]] = defaultdict(list)
    for entry in journal:
        if entry.key and entry.is_definite:
            by_key[entry.who, entry.method, entry.path, entry.key].append(entry)
    for (who, method, path, key), entries in by_key.items():
        answers = {(entry.status, entry.digest) for entry in entries}
        if len(answers) > 1:
            yield f"{method} {path} of {who} with the key {key} had {len(answers)} different answers"
        if sum(not entry.replayed for entry in entries if entry.is_done) > 1:
            yield f"{method} {path} of {who} with the key {key} was carried out more than once"
