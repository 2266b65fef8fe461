"""Checkpoints, and whether every chain still is what they vouch for."""

import base64
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from itertools import islice

from safeclose.proof import chain_heads
from safeclose.proof.audits import Audited
from safeclose.sentences import sentence
from safeclose.verify.checkpoints import check_signature, statement_hash
from safeclose.verify.findings import CheckError
from signing.evidence.checkpoints.models import Checkpoint, CheckpointLeaf, leaves_of
from signing.evidence.checkpoints.statement import stated
from signing.evidence.checkpoints.tiles import tree_over
from signing.evidence.service_key import service_key

AT_ONCE = 1000


def checkpoints(since: datetime | None) -> Iterator[Audited]:
    """All checkpoints, or those made since then."""
    rows = Checkpoint.objects.order_by("organization", "seq")
    if since:
        rows = rows.filter(at__gte=since)
    for identifier in rows.values_list("id", flat=True):
        yield Audited(identifier, partial(_fault_by_id, identifier))


def _fault_by_id(identifier: str) -> str | None:
    return fault_of(Checkpoint.objects.get(id=identifier))


def fault_of(checkpoint: Checkpoint) -> str | None:
    """The first thing that is wrong with it, or with a chain that it vouches for; None when all is well."""
    checks = (_chain_fault, _order_fault, _signature_fault, _root_fault)
    return next(filter(None, (check(checkpoint) for check in checks)), None)


def _chain_fault(checkpoint: Checkpoint) -> str | None:
    """Whether each chain still has the link that was its last then. It may have gone on."""
    leaves = checkpoint.leaves.order_by("chain").iterator(chunk_size=AT_ONCE)
    while some := list(islice(leaves, AT_ONCE)):
        found = chain_heads.hashes({leaf.chain: leaf.length for leaf in some})
        for leaf in some:
            if found.get(leaf.chain) != leaf.head:
                return _told(leaf, checkpoint.seq, is_there=leaf.chain in found)
    return None


def _told(leaf: CheckpointLeaf, seq: int, *, is_there: bool) -> str:
    if is_there:
        return f"{leaf.chain} has another number {leaf.length} than when checkpoint {seq} was made."
    return f"{leaf.chain} had {leaf.length} links when checkpoint {seq} was made; that one is not there any more."


def _order_fault(checkpoint: Checkpoint) -> str | None:
    if checkpoint.seq == 1:
        return None
    before = Checkpoint.objects.filter(organization=checkpoint.organization_id, seq=checkpoint.seq - 1).first()
    if before is None or statement_hash(stated(before)) != checkpoint.previous:
        return f"The checkpoint before it, number {checkpoint.seq - 1}, is not the one that it names."
    return None


def _signature_fault(checkpoint: Checkpoint) -> str | None:
    try:
        check_signature({**stated(checkpoint), "certificates": checkpoint.certificates})
        if checkpoint.time_stamp is not None:
            from safeclose.verify.time_stamps import check_token  # pyHanko, which only few commands need

            value = base64.b64decode(checkpoint.signature["value"])
            check_token(bytes(checkpoint.time_stamp), value, (), thing=sentence("checkpoint"))
    except (CheckError, ValueError, KeyError, TypeError) as error:
        return str(error) if isinstance(error, CheckError) else "Its signature can't be read."
    later = Checkpoint.objects.filter(organization=checkpoint.organization_id, seq__gte=checkpoint.seq)
    if not later.filter(signature__certificateSha256=service_key().fingerprint).exists():
        # An earlier key's word counts as long as a checkpoint by this one goes on from it.
        return "Neither it nor a later one was signed with the service's key. If the key is new, make_checkpoint."
    return None


def _root_fault(checkpoint: Checkpoint) -> str | None:
    tree = tree_over(leaves_of(checkpoint.organization_id, checkpoint.seq))
    if (tree.size, tree.root) != (checkpoint.size, checkpoint.root):
        return "Its root is not the one above its leaves."
    return None
