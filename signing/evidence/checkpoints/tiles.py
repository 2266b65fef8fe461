"""The tree of an organization's newest checkpoint, kept in tiles, so that a proof reads a few rows.

Between two checkpoints leaves change, and new ones stand between others, so the tiles change in place, and only those
that are different are written. They are no evidence: everything in them follows from the leaves. So a proof out of them
counts only if it leads to the root that was signed. Tiles are wrong, or missing, after a change by hand, while the next
checkpoint is being recorded, and for checkpoints of versions that kept none; `make_checkpoint` writes them again.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.db import connection
from django.db.models import Q

from safeclose.proof import merkle
from safeclose.proof.chain_heads import Head
from safeclose.records.transactions import assert_in_action
from safeclose.verify.checkpoints import leaf_bytes
from signing.evidence.checkpoints.models import Checkpoint, CheckpointTile

WRITE = """
INSERT INTO signing_checkpointtile AS stored (organization_id, level, number, first, hashes) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (organization_id, level, number) DO UPDATE SET first = excluded.first, hashes = excluded.hashes
WHERE (stored.first, stored.hashes) IS DISTINCT FROM (excluded.first, excluded.hashes)
"""


class TileRow(NamedTuple):
    """The columns of a CheckpointTile but its organization."""

    level: int
    number: int
    first: str
    hashes: bytes


class Tree(NamedTuple):
    """The tree over some leaves. `root` in lower-case hex."""

    size: int
    root: str
    tiles: list[TileRow]


def leaf_hash(leaf: Head) -> bytes:
    """The hash of a leaf, 32 bytes."""
    return merkle.leaf_hash(leaf_bytes(leaf._asdict()))


def tree_over(leaves: Iterable[Head]) -> Tree:
    """The tree over leaves in their order, which are read once and not kept."""
    firsts: list[str] = []
    size = 0

    def hashes() -> Iterator[bytes]:
        nonlocal size
        for leaf in leaves:
            if size % merkle.TILE_HASHES == 0:
                firsts.append(leaf.id)
            size += 1
            yield leaf_hash(leaf)

    rows, root = [], merkle.EMPTY_ROOT
    for tile in merkle.tiles(hashes()):
        first = firsts[tile.number * merkle.TILE_HASHES**tile.level]
        rows.append(TileRow(tile.level, tile.number, first, b"".join(tile.hashes)))
        root = merkle.root(tile.hashes)
    return Tree(size, root.hex(), rows)


def write_tiles(organization_id: int, tiles: Iterable[TileRow]) -> None:
    """A step: an organization's tiles become these. There were never more of them, as a tree does not get smaller."""
    assert_in_action()
    with connection.cursor() as cursor:
        cursor.executemany(WRITE, [(organization_id, *tile) for tile in tiles])


def has_tiles(checkpoint: Checkpoint) -> bool:
    """Whether the topmost of the organization's tiles is that of this checkpoint."""
    top = CheckpointTile.objects.filter(organization=checkpoint.organization_id).order_by("-level", "-number").first()
    return top is not None and merkle.root(top.hash_list()).hex() == checkpoint.root


def proof_from_tiles(checkpoint: Checkpoint, leaf: Head) -> tuple[int, list[bytes]] | None:
    """The index of a leaf, and the sibling hashes up to the root of the newest checkpoint; None without right tiles."""
    tiles = CheckpointTile.objects.filter(organization=checkpoint.organization_id)
    bottom = tiles.filter(level=0, first__lte=leaf.id).order_by("-first").first()
    if bottom is None:
        return None
    hashed, hashes = leaf_hash(leaf), bottom.hash_list()
    if hashed not in hashes:
        return None
    index = bottom.number * merkle.TILE_HASHES + hashes.index(hashed)
    _, *above = merkle.tiles_above(index, checkpoint.size)
    wanted = Q(pk__in=[])
    for level, number in above:
        wanted |= Q(level=level, number=number)
    path = [hashes, *(tile.hash_list() for tile in tiles.filter(wanted).order_by("level"))]
    try:
        proof = merkle.inclusion_proof_of_tiles(path, index)
    except IndexError:
        return None
    found = merkle.root_from(hashed, index, checkpoint.size, proof)
    return (index, proof) if found is not None and found.hex() == checkpoint.root else None
