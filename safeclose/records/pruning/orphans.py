"""Stored files that no row names: of a request that failed, of a row that is gone."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from safeclose.storage import files, named_files

# Who has stored a file has this long to commit the row that names it.
GRACE = timedelta(days=1)
BATCH = 20_000


def orphans(now: datetime) -> Iterator[str]:
    """The SHA-256 of each, in the order of the storage. Marks of erased files are none. Raises Unavailable."""
    old = files.older_than(now - GRACE)
    while batch := list(islice(old, BATCH)):
        named = named_files.named(batch)
        yield from (digest for digest in batch if digest not in named)


def remove(digest: str, now: datetime) -> bool:
    """Remove one, unless it was kept again or named meanwhile; whether it was removed. Raises Unavailable."""
    return not named_files.named([digest]) and files.drop(digest, now - GRACE)
