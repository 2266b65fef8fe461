"""Stored files that no row names: of failed requests and deleted rows."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from safeclose.storage import files, named_files

# The time for committing a row after its file was stored.
GRACE_PERIOD = timedelta(days=1)
BATCH_SIZE = 20_000


def orphans(now: datetime) -> Iterator[str]:
    """The SHA-256 of each orphan, in the order of the storage; without marks of erased files. Raises Unavailable."""
    old = files.older_than(now - GRACE_PERIOD)
    while batch := list(islice(old, BATCH_SIZE)):
        named = named_files.named(batch)
        yield from (digest for digest in batch if digest not in named)


def remove(digest: str, now: datetime) -> bool:
    """Removes an orphan, unless it was stored again or named meanwhile; returns whether. Raises Unavailable."""
    return not named_files.named([digest]) and files.drop(digest, now - GRACE_PERIOD)
