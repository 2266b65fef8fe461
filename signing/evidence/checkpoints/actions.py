"""What is written about checkpoints."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from procrastinate.contrib.django.models import ProcrastinateJob

from safeclose import jobs
from safeclose.actors import Actor
from safeclose.proof.chain_heads import Head
from safeclose.records.transactions import action
from signing.evidence.checkpoints.models import Checkpoint, CheckpointLeaf
from signing.evidence.checkpoints.tiles import TileRow, write_tiles
from workspace.events import bus


@action
def record_checkpoint(
    *,
    organization_id: int,
    at: datetime,
    content: Mapping[str, Any],
    certificates: Sequence[str],
    time_stamp: bytes | None,
    further: Sequence[Head],
    tiles: Sequence[TileRow],
    by: Actor,
) -> Checkpoint:
    """A checkpoint as it was signed, with the leaves that are not where they were before, and the tiles of its tree.

    When two processes made the same one, the first to come here has made the one that counts; both are given that.
    """
    made = Checkpoint(
        organization_id=organization_id,
        at=at,
        certificates=list(certificates),
        time_stamp=time_stamp,
        **{name: content[name] for name in ("seq", "size", "root", "previous", "signature")},
    )
    Checkpoint.objects.bulk_create([made], ignore_conflicts=True)
    stands: Checkpoint = Checkpoint.objects.get(organization=organization_id, seq=made.seq)
    if stands.id != made.id:
        return stands
    CheckpointLeaf.objects.bulk_create(
        [CheckpointLeaf(checkpoint=made, chain=leaf.id, length=leaf.length, head=leaf.head) for leaf in further],
        batch_size=5000,
    )
    write_tiles(organization_id, tiles)
    bus.publish("checkpoint.made", about=made, by=by)
    return made


@action
def record_tiles(*, checkpoint: Checkpoint, tiles: Sequence[TileRow]) -> None:
    """The tiles of the tree of a checkpoint that is there already; nothing where it is not the newest any more."""
    newest = Checkpoint.objects.newest(checkpoint.organization_id)
    if newest is not None and newest.id == checkpoint.id:
        write_tiles(checkpoint.organization_id, tiles)


@action
def queue_checkpoint(*, organization_id: int) -> bool:
    """Queue the making of an organization's checkpoint, unless it waits already; whether that was so."""
    waits = ProcrastinateJob.objects.filter(
        task_name="make_checkpoint", status__in=["todo", "doing"], args={"organization_id": organization_id}
    )
    if waits.exists():
        return False
    jobs.queue("make_checkpoint", organization_id=organization_id)
    return True
