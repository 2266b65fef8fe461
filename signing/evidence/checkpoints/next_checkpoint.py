"""Signing where all chains of an organization end: slow where time stamps are asked for, and no transaction is open."""

import base64
from collections.abc import Iterable, Mapping
from hashlib import sha256

from cryptography.hazmat.primitives.serialization import Encoding

from safeclose import clock
from safeclose.actors import SYSTEM
from safeclose.proof import chain_heads, merkle
from safeclose.proof.chain_heads import Head
from safeclose.records.transactions import assert_no_transaction
from safeclose.sealing.bundle import signed
from safeclose.sealing.keys import SealingKey
from safeclose.verify.checkpoints import leaf_bytes, signed_statement, statement_hash
from signing.evidence.checkpoints import actions
from signing.evidence.checkpoints.models import Checkpoint, tree
from signing.evidence.checkpoints.statement import outline, stated
from signing.evidence.service_key import service_key


def make_checkpoint(organization_id: int) -> Checkpoint | None:
    """The next checkpoint of an organization; None where no chain went on since the last, which then still tells all.

    Another process may make it at the same time: the first to record it has made the one that counts.
    Raises SealingKeyError; OSError where a time stamp can't be had: there is then no checkpoint, and none without one.
    """
    assert_no_transaction()
    key, before = service_key(), Checkpoint.objects.newest(organization_id)
    standing = {leaf.id: leaf for leaf in tree(organization_id, before.seq)} if before else {}
    further = _further(chain_heads.of(organization_id), standing)
    is_ours = before is not None and before.signature["certificateSha256"] == key.fingerprint
    if not further and (is_ours or not standing):
        return None
    leaves = sorted({**standing, **{leaf.id: leaf for leaf in further}}.values())
    return _made(organization_id, key, before, leaves, further)


def due(organization_id: int) -> bool:
    """Whether an organization has no checkpoint of this day (UTC) yet."""
    newest = Checkpoint.objects.newest(organization_id)
    return newest is None or newest.at.date() < clock.now().date()


def _further(now: Iterable[Head], standing: Mapping[str, Head]) -> list[Head]:
    """Chains that went on. One that got shorter keeps the leaf it had: what was vouched for is not taken back."""
    return sorted(head for head in now if head.id not in standing or head.length > standing[head.id].length)


def _made(
    organization_id: int, key: SealingKey, before: Checkpoint | None, leaves: list[Head], further: list[Head]
) -> Checkpoint:
    at = max(clock.now(), before.at) if before else clock.now()
    said = outline(
        organization_id=organization_id,
        seq=before.seq + 1 if before else 1,
        at=at,
        size=len(leaves),
        root=root_of(leaves),
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
        by=SYSTEM,
    )


def root_of(leaves: Iterable[Head]) -> str:
    """The root over leaves in their order, in lower-case hex."""
    return merkle.root(merkle.leaf_hash(leaf_bytes(leaf._asdict())) for leaf in leaves).hex()


def _time_stamp(value: str) -> bytes | None:
    """Over the signature: it was made no later than the time stamp says."""
    from signing.evidence.sealing_options import time_stamp_authority  # pyHanko, which only few commands need

    asked = time_stamp_authority()
    return asked.stamp(sha256(base64.b64decode(value)).digest()) if asked else None
