"""What a checkpoint states: the signed part of it."""

from datetime import datetime
from typing import Any

from safeclose import clock
from safeclose.verify.checkpoints import FORMAT
from signing.evidence.checkpoints.models import Checkpoint


def outline(
    *, organization_id: int, seq: int, at: datetime, size: int, root: str, previous: str | None
) -> dict[str, Any]:
    """What a checkpoint states, without its signature."""
    return {
        "format": FORMAT,
        "organization": str(organization_id),
        "seq": seq,
        "at": clock.iso(at),
        "size": size,
        "root": root,
        "previous": previous,
    }


def stated(checkpoint: Checkpoint) -> dict[str, Any]:
    """What a recorded checkpoint states, with its signature."""
    said = outline(
        organization_id=checkpoint.organization_id,
        seq=checkpoint.seq,
        at=checkpoint.at,
        size=checkpoint.size,
        root=checkpoint.root,
        previous=checkpoint.previous,
    )
    return {**said, "signature": checkpoint.signature}
