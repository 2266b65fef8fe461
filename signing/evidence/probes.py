"""How sealing stands, for those who run the service."""

from safeclose import clock, probes
from signing.evidence.keys import SealingKeyError
from signing.evidence.levels import wanted_level
from signing.evidence.models import Trail

MOST = 1000  # are counted


@probes.tells("sealing")
def sealing() -> str:
    """The level, and what is completed and waits for its seal."""
    try:
        level = wanted_level()
    except SealingKeyError as error:
        return str(error)
    waiting = list(Trail.objects.unsealed().order_by("completed_at")[:MOST])
    if not waiting or waiting[0].completed_at is None:
        return f"{level}; nothing waits"
    number = "1000 or more" if len(waiting) == MOST else len(waiting)
    return f"{level}; {number} waiting since {clock.iso(waiting[0].completed_at)}"
