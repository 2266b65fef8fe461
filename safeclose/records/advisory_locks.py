"""Locks that live as long as a database connection: a process that dies leaves none behind."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def alone(what: str) -> Iterator[bool]:
    """Whether nobody else, in whatever process, is within a block of the same `what`; none can enter meanwhile.

    It waits for nobody. The connection is kept for as long as the block runs.
    """
    number = int.from_bytes(hashlib.sha256(what.encode()).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
        is_alone: bool = cursor.fetchone()[0]
    try:
        yield is_alone
    finally:
        if is_alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [number])
