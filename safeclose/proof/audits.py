"""The chains of evidence of all apps, which `verify_trails` recomputes."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from safeclose.registry import Registry


class Audited(NamedTuple):
    """A chain and its name. `fault` recomputes it and returns a sentence about the first fault, or None."""

    id: str
    fault: Callable[[], str | None]


# Lists chains: all of them, or those begun or continued since an instant.
Audit = Callable[[datetime | None], Iterable[Audited]]
audits: Registry[Audit] = Registry("audits")


def every(since: datetime | None) -> Iterator[Audited]:
    for audit in audits.all().values():
        yield from audit(since)
