"""What a checkpoint says about one trail, so that a stranger can follow it to the signed root."""

from typing import Any

from safeclose.proof import merkle
from safeclose.refusals import Conflict
from safeclose.verify.checkpoints import leaf_bytes
from signing.evidence.checkpoints.models import Checkpoint, tree
from signing.evidence.checkpoints.statement import stated
from signing.evidence.models import Trail


def proof_for(trail_id: str) -> dict[str, Any] | None:
    """The newest checkpoint that has the trail, with the way from the trail to its root; None while there is none.

    This is the `checkpoint` member of an exported bundle: {"format", "organization", "seq", "at", "size", "root",
    "previous", "signature", "certificates", "timeStamp", "leaf": {"id", "length", "head"}, "index", "proof"}, to be
    given to `make_bundle(…, checkpoint=…)` with all events that the trail has by now. See docs/evidence.md.
    """
    trail = Trail.objects.filter(id=trail_id).first()
    checkpoint = Checkpoint.objects.newest(trail.organization_id) if trail else None
    if trail is None or checkpoint is None:
        return None
    leaves = tree(trail.organization_id, checkpoint.seq)
    index = next((at for at, leaf in enumerate(leaves) if leaf.id == trail_id), None)
    if index is None:
        return None
    hashes = [merkle.leaf_hash(leaf_bytes(leaf._asdict())) for leaf in leaves]
    return {
        **stated(checkpoint),
        "certificates": checkpoint.certificates,
        "timeStamp": checkpoint.time_stamp_base64,
        "leaf": leaves[index]._asdict(),
        "index": index,
        "proof": [each.hex() for each in merkle.inclusion_proof(hashes, index)],
    }


def proof_or_conflict(trail_id: str | None) -> dict[str, Any]:
    """The same, for a trail that may not have begun. Raises Conflict where there is no such checkpoint."""
    proof = proof_for(trail_id) if trail_id else None
    if proof is None:
        raise Conflict("No checkpoint knows this trail yet; one is made every day.")
    return proof
