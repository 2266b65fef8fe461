"""What is written when someone is forgotten."""

from collections.abc import Sequence
from typing import NamedTuple

from safeclose import jobs
from safeclose.actors import Actor
from safeclose.records import erasure
from safeclose.records.erasure import NamingFile
from safeclose.records.transactions import action
from safeclose.refusals import Conflict
from workspace.events import bus
from workspace.events.catalogue import Subject

MAX_FILES_PER_JOB = 500


class Forgotten(NamedTuple):
    """What stood for the person or had them as a party, as (kind, id), and how many rows of which models changed."""

    things: list[tuple[str, str]]
    changes: dict[str, int]

    @property
    def rows(self) -> int:
        return sum(self.changes.values())


class Rehearsed(Exception):
    """All went well, and nothing was written."""

    def __init__(self, forgotten: Forgotten) -> None:
        super().__init__("Nothing was written.")
        self.forgotten = forgotten


@action
def erase(*, email: str, files: Sequence[NamingFile], keeps_files: bool, is_rehearsal: bool, by: Actor) -> Forgotten:
    """Lose in all apps whoever has this e-mail address; a job removes these files, unless they are kept.

    Raises Conflict while something is under way with them, and Rehearsed at the end of a rehearsal, whatever is under
    way. What is told of it names nobody.
    """
    person = erasure.known(email)
    if not is_rehearsal and (obstacle := next(erasure.obstacles(person), None)):
        raise Conflict(obstacle.sentence)
    forgotten = Forgotten(sorted(person.ids), erasure.forget(person))
    if forgotten.rows:
        told = {"rows": forgotten.rows, "files": len(files), "filesKept": keeps_files}
        bus.publish("person.erased", about=Subject("person", "erased"), by=by, data=told)
    removed = [] if keeps_files else [file.sha256 for file in files]
    for begin in range(0, len(removed), MAX_FILES_PER_JOB):
        jobs.queue("remove_files", digests=" ".join(removed[begin : begin + MAX_FILES_PER_JOB]))
    if is_rehearsal:
        raise Rehearsed(forgotten)
    return forgotten
