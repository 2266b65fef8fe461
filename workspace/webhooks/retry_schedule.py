"""When a delivery is tried, and for how long a webhook may fail."""

import hashlib
from datetime import timedelta

# Before each try, after the one before it; docs/events.md prints this table.
WAITS = (
    timedelta(0),
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=8),
    timedelta(hours=8),
)
JITTER = 0.1  # of a wait, at most: what failed together does not come back together
FAILING_FOR = timedelta(days=5)
KEPT_FOR = timedelta(days=30)  # a delivery that has ended
OLD_SECRET_FOR = timedelta(hours=24)


def wait_before(number: int, delivery_id: str) -> timedelta | None:
    """How long this delivery waits before its try of that number (the first is 1); None beyond the last."""
    if number > len(WAITS):
        return None
    share = hashlib.sha256(f"{delivery_id} {number}".encode()).digest()[0] / 255
    return timedelta(seconds=round(WAITS[number - 1].total_seconds() * (1 + JITTER * share), 3))
