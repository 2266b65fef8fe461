"""Signing where all chains of an organization end: slow where time stamps are asked for, and no transaction is open."""

import base64
from collections.abc import Iterable, Iterator
from hashlib import sha256
from heapq import merge
from itertools import groupby, islice
from operator import attrgetter

from cryptography.hazmat.primitives.serialization import Encoding

from safeclose import clock
from safeclose.actors import SYSTEM
from safeclose.proof import chain_heads
from safeclose.proof.chain_heads import Head
from safeclose.records.transactions import assert_no_transaction
from safeclose.sealing.bundle import signed
from safeclose.sealing.keys import SealingKey
from safeclose.verify.checkpoints import signed_statement, statement_hash
from signing.evidence.checkpoints import actions
from signing.evidence.checkpoints.models import Checkpoint, CheckpointLeaf, leaves_of
from signing.evidence.checkpoints.statement import outline, stated
from signing.evidence.checkpoints.tiles import Tree, has_tiles, tree_over
from signing.evidence.service_key import service_key

AT_ONCE = 1000


def make_checkpoint(organization_id: int) -> Checkpoint | None:
    """The next checkpoint of an organization; None where no chain went on since the last, which then still tells all.

    Another process may make it at the same time: the first to record it has made the one that counts.
    Raises SealingKeyError; OSError where a time stamp can't be had: there is then no checkpoint, and none without one.
    """
    assert_no_transaction()
    key, before = service_key(), Checkpoint.objects.newest(organization_id)
    further = sorted(_further(organization_id, before))
    is_ours = before is not None and before.signature["certificateSha256"] == key.fingerprint
    if not further and (before is None or is_ours):
        if before is not None and not has_tiles(before):
            tree = tree_over(leaves_of(organization_id, before.seq))
            actions.record_tiles(checkpoint=before, tiles=tree.tiles)
        return None
    standing = leaves_of(organization_id, before.seq) if before else ()
    return _made(organization_id, key, before, tree_over(_merged(standing, further)), further)


def due(organization_id: int) -> bool:
    """Whether an organization has no checkpoint of this day (UTC) yet."""
    newest = Checkpoint.objects.newest(organization_id)
    return newest is None or newest.at.date() < clock.now().date()


def _further(organization_id: int, before: Checkpoint | None) -> Iterator[Head]:
    """Chains that went on. One that got shorter keeps the leaf it had: what was vouched for is not taken back."""
    heads = iter(chain_heads.of(organization_id))
    while some := list(islice(heads, AT_ONCE)):
        known: dict[str, int] = {}
        if before:
            leaves = CheckpointLeaf.objects.standing(organization_id, before.seq)
            known = dict(leaves.filter(chain__in=[head.id for head in some]).values_list("chain", "length"))
        yield from (head for head in some if head.length > known.get(head.id, 0))


def _merged(standing: Iterable[Head], further: Iterable[Head]) -> Iterator[Head]:
    """The leaves of the next tree, in their order; where a chain is in both, the longer one, which sorts last."""
    for _, of_chain in groupby(merge(standing, further), key=attrgetter("id")):
        *_, last = of_chain
        yield last


def _made(
    organization_id: int, key: SealingKey, before: Checkpoint | None, tree: Tree, further: list[Head]
) -> Checkpoint:
    at = max(clock.now(), before.at) if before else clock.now()
    said = outline(
        organization_id=organization_id,
        seq=before.seq + 1 if before else 1,
        at=at,
        size=tree.size,
        root=tree.root,
        previous=statement_hash(stated(before)) if before else None,
    )
    content = signed(said, key, at=at, statement=signed_statement)
    return actions.record_checkpoint(
        organization_id=organization_id,
        at=at,
        content=content,
        certificates=[each.public_bytes(Encoding.PEM).decode("ascii") for each in key.certificates],
        time_stamp=_time_stamp(content["signature"]["value"]),
        further=further,
        tiles=tree.tiles,
        by=SYSTEM,
    )


def _time_stamp(value: str) -> bytes | None:
    """Over the signature: it was made no later than the time stamp says."""
    from signing.evidence.sealing_options import time_stamp_authority  # pyHanko, which only few commands need

    asked = time_stamp_authority()
    return asked.stamp(sha256(base64.b64decode(value)).digest()) if asked else None
