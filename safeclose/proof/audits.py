"""What can be recomputed from what is stored: every app's chains of evidence, for one command to check them all."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from safeclose.registry import Registry


class Audited(NamedTuple):
    """A chain by its name; `fault` recomputes it: a sentence about the first thing that is wrong, or None."""

    id: str
    fault: Callable[[], str | None]


# Lists chains: all of them, or those begun or continued since an instant.
Audit = Callable[[datetime | None], Iterable[Audited]]
audits: Registry[Audit] = Registry("audits")


def every(since: datetime | None) -> Iterator[Audited]:
    """The chains of all apps."""
    for audit in audits.all().values():
        yield from audit(since)
