"""Merkle trees as RFC 6962 (section 2.1) defines them, over SHA-256: one root for many leaves, and short proofs.

    leaf hash = sha256(0x00 + leaf)
    node hash = sha256(0x01 + left + right)

The left subtree has the greatest power of two of leaves that is less than all of them. The prefixes prevent
that a node is used as a leaf.

A large tree can be kept in tiles, as transparency logs do: level 0 has the leaf hashes, 256 to a tile; level 1 the
roots of these tiles, which are the nodes eight rows above the leaves; and so on, up to a level of one tile. A proof is
then made of one tile of each level, and all others need not be read.
"""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import islice
from typing import NamedTuple

EMPTY_ROOT = sha256(b"").digest()
TILE_HASHES = 256


class Tile(NamedTuple):
    """Hashes that stand beside each other in a tree; `number` counts the tiles of a level from 0."""

    level: int
    number: int
    hashes: list[bytes]


def leaf_hash(leaf: bytes) -> bytes:
    """The hash of a leaf, 32 bytes."""
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node above two others, 32 bytes."""
    return sha256(b"\x01" + left + right).digest()


def root(hashes: Iterable[bytes]) -> bytes:
    """The root of these leaf hashes; without leaves, the SHA-256 of no bytes."""
    row = list(hashes)
    if not row:
        return EMPTY_ROOT
    while len(row) > 1:
        row = _above(row)
    return row[0]


def inclusion_proof(hashes: Sequence[bytes], index: int) -> list[bytes]:
    """The sibling hashes on the path from a leaf to the root, lowest first. Raises IndexError."""
    if not 0 <= index < len(hashes):
        raise IndexError(f"There is no leaf {index} among {len(hashes)}.")
    row, proof = list(hashes), []
    while len(row) > 1:
        beside = index ^ 1
        if beside < len(row):
            proof.append(row[beside])
        row, index = _above(row), index >> 1
    return proof


def tiles(hashes: Iterable[bytes]) -> Iterator[Tile]:
    """The tiles of the tree over these leaf hashes, lowest level first; the root of the last is that of the tree."""
    level, row = 0, hashes
    while True:
        beginning = iter(row)
        above: list[bytes] = []
        while some := list(islice(beginning, TILE_HASHES)):
            yield Tile(level, len(above), some)
            above.append(root(some))
        if len(above) <= 1:
            return
        level, row = level + 1, above


def tiles_above(index: int, size: int) -> list[tuple[int, int]]:
    """The level and the number of each tile that the proof of a leaf needs, lowest first."""
    needed, last = [(0, index // TILE_HASHES)], (size - 1) // TILE_HASHES
    while last:
        level, number = needed[-1]
        needed.append((level + 1, number // TILE_HASHES))
        last //= TILE_HASHES
    return needed


def inclusion_proof_of_tiles(path: Iterable[Sequence[bytes]], index: int) -> list[bytes]:
    """The same as `inclusion_proof`, from the hashes of the tiles in `tiles_above`. Raises IndexError."""
    proof = []
    for hashes in path:
        proof += inclusion_proof(hashes, index % TILE_HASHES)
        index //= TILE_HASHES
    return proof


def root_from(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes | None:
    """The root that a leaf hash at `index` of a tree of `size` leaves leads to (RFC 9162, section 2.1.3.2).

    None if the proof is too short or too long, or the index is not in the tree.
    """
    if not 0 <= index < size:
        return None
    found, last, rest = leaf, size - 1, list(proof)
    while last:
        if index & 1 or index < last:  # otherwise it has no sibling
            if not rest:
                return None
            beside = rest.pop(0)
            found = node_hash(beside, found) if index & 1 else node_hash(found, beside)
        index, last = index >> 1, last >> 1
    return None if rest else found


def _above(row: list[bytes]) -> list[bytes]:
    """The next row of nodes; a last one without a sibling is copied."""
    nodes = [node_hash(row[at], row[at + 1]) for at in range(0, len(row) - 1, 2)]
    return nodes + row[-1:] if len(row) % 2 else nodes
