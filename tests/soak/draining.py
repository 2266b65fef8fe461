"""Waiting until the queue is empty, after the trouble is over."""

import time

import psycopg

from tests.soak.checks import queue
from tests.soak.rows import Rows

UNSEALED = """
    SELECT count(*) AS n FROM signing_trail r LEFT JOIN signing_seal s ON s.trail_id = r.id
    WHERE r.completed_at IS NOT NULL AND s.id IS NULL"""


def drained(url: str, *, seconds: float = 420) -> bool:
    """Whether nothing is left to do: no open job, every completed trail sealed; within that time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with psycopg.connect(url) as connection:
            rows = Rows(connection)
            if not list(queue.left(rows)) and rows.number(UNSEALED) == 0:
                return True
        time.sleep(1)
    return False
