"""What can be recomputed from what is stored: every app's chains of evidence, for one command to check them all."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import NamedTuple


class Audited(NamedTuple):
    """A chain by its name; `fault` recomputes it: a sentence about the first thing that is wrong, or None."""

    id: str
    fault: Callable[[], str | None]


Source = Callable[[datetime | None], Iterable[Audited]]
_sources: dict[str, Source] = {}


def audited(source: Source) -> Source:
    """Mark a function as one that lists chains: all of them, or those begun or continued since an instant."""
    _sources[f"{source.__module__}.{source.__qualname__}"] = source
    return source


def every(since: datetime | None) -> Iterator[Audited]:
    """The chains of all apps."""
    for source in _sources.values():
        yield from source(since)
