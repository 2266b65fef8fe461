"""The tree of the newest checkpoint in tiles: proofs are those from all leaves, and read few rows."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from safeclose.proof import merkle
from safeclose.proof.chain_heads import Head
from signing.evidence.checkpoints import actions, proofs
from signing.evidence.checkpoints.audit import fault_of
from signing.evidence.checkpoints.models import Checkpoint, CheckpointLeaf, CheckpointTile, leaves_of
from signing.evidence.checkpoints.next_checkpoint import make_checkpoint
from signing.evidence.checkpoints.proofs import proof_for
from signing.evidence.checkpoints.tiles import leaf_hash, tree_over
from signing.evidence.models import Trail
from tests.paper import Sent
from tests.people import Caller
from tests.safeclose.proof.test_merkle import path
from tests.signing.evidence.test_seal_job import without_triggers


class Chains:
    """Chains of an organization, which grow as a test says, and of which each has a row of a trail."""

    def __init__(self, organization_id: int) -> None:
        self.organization_id = organization_id
        self.heads: dict[str, Head] = {}

    def extend(self, *names: str) -> None:
        new = [name for name in names if name not in self.heads]
        Trail.objects.bulk_create(Trail(id=name, kind="signing", organization_id=self.organization_id) for name in new)
        for name in names:
            length = self.heads[name].length + 1 if name in self.heads else 1
            self.heads[name] = Head(name, length, merkle.leaf_hash(f"{name} {length}".encode()).hex())

    def in_order(self) -> list[Head]:
        return [self.heads[name] for name in sorted(self.heads)]


@pytest.fixture
def chains(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> Chains:
    """Instead of trails with events. Tiles have four hashes, so that a few leaves need many of them."""
    made = Chains(alice.organization.pk)
    monkeypatch.setattr(merkle, "TILE_HASHES", 4)
    monkeypatch.setattr("safeclose.proof.chain_heads.of", lambda organization_id: iter(made.heads.values()))
    return made


@pytest.fixture
def from_leaves(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The chains whose proofs were made from all leaves."""
    found: list[str] = []
    slow: Callable[..., Any] = proofs._proof_from_leaves

    def counted(checkpoint: Checkpoint, leaf: Head) -> Any:
        found.append(leaf.id)
        return slow(checkpoint, leaf)

    monkeypatch.setattr(proofs, "_proof_from_leaves", counted)
    return found


def defined(heads: list[Head], index: int) -> list[str]:
    """The proof as RFC 6962 defines it."""
    leaves = [b'{"head":"%s","id":"%s","length":%d}' % (h.head.encode(), h.id.encode(), h.length) for h in heads]
    return [each.hex() for each in path(index, leaves)]


def shown(name: str) -> tuple[Any, ...]:
    proof = proof_for(name)
    assert proof
    return proof["leaf"], proof["index"], proof["proof"], proof["size"]


@contextmanager
def rows_read() -> Iterator[list[int]]:
    """How many rows each statement gave."""
    found: list[int] = []

    def counted(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        found.append(context["cursor"].rowcount)
        return result

    with connection.execute_wrapper(counted):
        yield found


@pytest.mark.parametrize("seed", range(4))
def test_proofs_are_those_from_all_leaves_from_checkpoint_to_checkpoint(
    chains: Chains, from_leaves: list[str], seed: int
) -> None:
    """New chains stand between others, as numbers are compared as text; others go on."""
    chance = random.Random(seed)
    names = [f"signing:{number}" for number in range(1, 300)] + [f"env_{number:03}" for number in range(100)]
    names = [*chance.sample(names, chance.randrange(20, 90)), "acceptances-1"]
    for _ in range(6):
        chains.extend(*chance.sample(names, chance.randrange(1, 1 + len(names) // 3)))
        checkpoint = make_checkpoint(chains.organization_id)
        assert checkpoint
        heads = chains.in_order()
        for index, head in enumerate(heads):
            assert shown(head.id) == (head._asdict(), index, defined(heads, index), len(heads))
        assert fault_of_root(checkpoint) is None
    assert from_leaves == []


def fault_of_root(checkpoint: Checkpoint) -> str | None:
    tree = tree_over(leaves_of(checkpoint.organization_id, checkpoint.seq))
    return None if (tree.size, tree.root) == (checkpoint.size, checkpoint.root) else "another root"


@pytest.mark.parametrize("size", [1, 3, 4, 5, 16, 17, 64, 65, 257])
def test_a_proof_reads_one_row_for_each_level(chains: Chains, from_leaves: list[str], size: int) -> None:
    chains.extend(*(f"signing:{number}" for number in range(size)))
    make_checkpoint(chains.organization_id)
    levels = next(level for level in range(1, 9) if 4**level >= size)
    asked = ["signing:0", f"signing:{size - 1}", f"signing:{size // 2}"]
    with rows_read() as found:
        for name in asked:
            assert proof_for(name)
    statements = 4 if levels == 1 else 5  # the trail, the checkpoint, the leaf, its tile, and those above
    assert len(found) == statements * len(asked)
    assert sum(found) == (3 + levels) * len(asked)
    assert from_leaves == []


def test_only_tiles_that_changed_are_written(chains: Chains) -> None:
    chains.extend(*(f"env_{number:03}" for number in range(64)))
    make_checkpoint(chains.organization_id)
    before = written()
    chains.extend("env_063", "env_064")
    make_checkpoint(chains.organization_id)
    changed = {place for place, version in written().items() if before.get(place) != version}
    assert changed == {(0, 15), (1, 3), (2, 0), (0, 16), (1, 4), (2, 1), (3, 0)}
    assert len(before) == 16 + 4 + 1


def written() -> dict[tuple[int, int], str]:
    """By level and number, by which version of the row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT level, number, ctid::text FROM signing_checkpointtile")
        return {(level, number): version for level, number, version in cursor.fetchall()}


CHANGES = [
    "DELETE FROM signing_checkpointtile",
    "DELETE FROM signing_checkpointtile WHERE level = 0",
    "DELETE FROM signing_checkpointtile WHERE level = 1",
    "DELETE FROM signing_checkpointtile WHERE level = 2",
    "UPDATE signing_checkpointtile SET hashes = decode(repeat('00', 32), 'hex')",
    "UPDATE signing_checkpointtile SET hashes = decode(repeat('00', 32), 'hex') WHERE level = 1",
    "UPDATE signing_checkpointtile SET hashes = set_byte(hashes, 0, get_byte(hashes, 0) # 1) WHERE level = 0",
    "UPDATE signing_checkpointtile SET hashes = set_byte(hashes, 0, get_byte(hashes, 0) # 1) WHERE level = 2",
    "UPDATE signing_checkpointtile SET first = 'a'",
    "UPDATE signing_checkpointtile SET first = 'z'",
    "UPDATE signing_checkpointtile SET level = level + 1, number = number + 900",
]


@pytest.mark.parametrize("change", CHANGES)
def test_wrong_tiles_never_make_a_wrong_proof(chains: Chains, from_leaves: list[str], change: str) -> None:
    """Nor does a checkpoint count as broken, since tiles are no evidence; the next one writes them right."""
    names = [f"env_{number:03}" for number in range(20)]
    chains.extend(*names)
    first = make_checkpoint(chains.organization_id)
    assert first
    right = [shown(name) for name in names]
    with connection.cursor() as cursor:
        cursor.execute(change)
    assert [shown(name) for name in names] == right
    assert from_leaves
    from_leaves.clear()
    assert fault_of_root(first) is None
    chains.extend(*names)
    assert make_checkpoint(chains.organization_id)
    heads = chains.in_order()
    assert [shown(name)[2] for name in names] == [defined(heads, index) for index in range(20)]
    assert from_leaves == []


def test_a_checkpoint_without_tiles_gets_them_although_nothing_went_on(chains: Chains, from_leaves: list[str]) -> None:
    """Those of versions before there were tiles, which the hourly job looks at again."""
    chains.extend(*(f"env_{number:03}" for number in range(20)))
    make_checkpoint(chains.organization_id)
    right = list(CheckpointTile.objects.order_by("level", "number").values_list("level", "number", "first", "hashes"))
    assert len(right) == 5 + 2 + 1
    CheckpointTile.objects.all().delete()
    proof = shown("env_007")
    assert from_leaves == ["env_007"]
    assert make_checkpoint(chains.organization_id) is None
    stored = CheckpointTile.objects.order_by("level", "number").values_list("level", "number", "first", "hashes")
    assert list(stored) == right
    assert shown("env_007") == proof
    assert from_leaves == ["env_007"]


def test_tiles_of_a_checkpoint_that_is_not_the_newest_are_not_written(chains: Chains) -> None:
    chains.extend("env_001")
    first = make_checkpoint(chains.organization_id)
    assert first
    old = tree_over(chains.in_order()).tiles
    chains.extend("env_000")
    make_checkpoint(chains.organization_id)
    right = CheckpointTile.objects.get().hash_list()
    actions.record_tiles(checkpoint=first, tiles=old)
    assert CheckpointTile.objects.get().hash_list() == right == [leaf_hash(each) for each in chains.in_order()]


def test_a_proof_while_the_next_checkpoint_is_recorded_is_that_of_its_own(
    chains: Chains, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tiles are those of the next one already; the leaves of both are there."""
    chains.extend(*(f"env_{number:03}" for number in range(20)))
    first = make_checkpoint(chains.organization_id)
    right = proof_for("env_007")
    chains.extend("env_006", "env_0065")
    assert make_checkpoint(chains.organization_id)
    monkeypatch.setattr(type(Checkpoint.objects), "newest", lambda self, organization_id: first)
    assert proof_for("env_007") == right


def test_organizations_have_their_own_tiles(
    alice: Caller, charlie: Caller, chains: Chains, from_leaves: list[str]
) -> None:
    chains.extend(*(f"env_{number:03}" for number in range(9)))
    make_checkpoint(alice.organization.pk)
    right = shown("env_004")
    make_checkpoint(charlie.organization.pk)
    assert CheckpointTile.objects.count() == 2 * (3 + 1)
    assert shown("env_004") == right
    assert from_leaves == []


def test_a_changed_leaf_is_found_although_the_tiles_are_right(alice: Caller, out: Sent) -> None:
    checkpoint = make_checkpoint(alice.organization.pk)
    assert checkpoint
    with without_triggers() as cursor:
        cursor.execute("UPDATE signing_checkpointleaf SET head = repeat('0', 64)")
        cursor.execute("UPDATE signing_trailevent SET chain_hash = repeat('0', 64) WHERE trail_id = %s", [out.id])
    assert CheckpointLeaf.objects.get().head == "0" * 64
    assert fault_of(checkpoint) == "Its root is not the one above its leaves."
