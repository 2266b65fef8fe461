"""When a delivery is tried, how long a webhook may fail, and how long ended deliveries and old secrets are kept."""

import hashlib
from datetime import timedelta

# The wait before each try, counted from the one before; docs/events.md has this table, too.
WAITS_BEFORE_TRY = (
    timedelta(0),
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=8),
    timedelta(hours=8),
)
MAX_JITTER_SHARE = 0.1  # of a wait, added to it: deliveries that failed together are not all tried again together
DISABLED_AFTER_FAILING = timedelta(days=5)
DELIVERIES_KEPT = timedelta(days=30)  # after they ended
OLD_SECRET_VALID = timedelta(hours=24)


def wait_before(number: int, delivery_id: str) -> timedelta | None:
    """How long this delivery waits before its try of that number (the first is 1); None beyond the last."""
    if number > len(WAITS_BEFORE_TRY):
        return None
    share = hashlib.sha256(f"{delivery_id} {number}".encode()).digest()[0] / 255
    return timedelta(seconds=round(WAITS_BEFORE_TRY[number - 1].total_seconds() * (1 + MAX_JITTER_SHARE * share), 3))
