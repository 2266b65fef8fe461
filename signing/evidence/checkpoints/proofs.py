"""What a checkpoint says about one trail, so that a stranger can follow it to the signed root."""

from typing import Any

from safeclose.proof import merkle
from safeclose.proof.chain_heads import Head
from safeclose.refusals import Conflict
from signing.evidence.checkpoints.models import Checkpoint, CheckpointLeaf, leaves_of
from signing.evidence.checkpoints.statement import stated
from signing.evidence.checkpoints.tiles import leaf_hash, proof_from_tiles
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
    standing = CheckpointLeaf.objects.standing(trail.organization_id, checkpoint.seq).filter(chain=trail_id)
    row = standing.values_list("chain", "length", "head").first()
    if row is None:
        return None
    leaf = Head(*row)
    index, proof = proof_from_tiles(checkpoint, leaf) or _proof_from_leaves(checkpoint, leaf)
    return {
        **stated(checkpoint),
        "certificates": checkpoint.certificates,
        "timeStamp": checkpoint.time_stamp_base64,
        "leaf": leaf._asdict(),
        "index": index,
        "proof": [each.hex() for each in proof],
    }


def _proof_from_leaves(checkpoint: Checkpoint, leaf: Head) -> tuple[int, list[bytes]]:
    """The index and the sibling hashes from all leaves, which are always there."""
    hashes = [leaf_hash(each) for each in leaves_of(checkpoint.organization_id, checkpoint.seq)]
    index = hashes.index(leaf_hash(leaf))
    return index, merkle.inclusion_proof(hashes, index)


def proof_or_conflict(trail_id: str | None) -> dict[str, Any]:
    """The same, for a trail that may not have begun. Raises Conflict where there is no such checkpoint."""
    proof = proof_for(trail_id) if trail_id else None
    if proof is None:
        raise Conflict("No checkpoint knows this trail yet; one is made every day.")
    return proof
