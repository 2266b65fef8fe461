"""A checkpoint as sent to clients: what is signed, and what stands beside it."""

import base64
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


def time_stamp_of(checkpoint: Checkpoint) -> str | None:
    """Its time stamp token in base64, None where it has none."""
    token = checkpoint.time_stamp
    return None if token is None else base64.b64encode(bytes(token)).decode("ascii")
