"""What the database refuses by its own word."""

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from signing.evidence.checkpoints.models import Checkpoint, CheckpointLeaf, CheckpointTile
from signing.evidence.checkpoints.next_checkpoint import make_checkpoint
from tests.guards import named
from tests.paper import Sent
from tests.people import Caller


@pytest.fixture
def checkpoint(alice: Caller, out: Sent) -> Checkpoint:
    made = make_checkpoint(alice.organization.pk)
    assert made
    return made


CHECKPOINTS: list[tuple[str, dict[str, Any]]] = [
    ("organization_has_one_checkpoint_of_a_number", {}),
    ("checkpoints_count_from_one", {"seq": 0, "previous": "0" * 64}),
    ("only_the_first_checkpoint_has_none_before_it", {"seq": 2}),
    ("only_the_first_checkpoint_has_none_before_it", {"seq": 1, "previous": "0" * 64}),
    ("checkpoint_is_over_some_chain", {"seq": 2, "previous": "0" * 64, "size": 0}),
]
LEAVES: list[tuple[str, dict[str, Any]]] = [
    ("chain_is_once_in_a_checkpoint", {}),
    ("leaf_has_a_link", {"chain": "env_x", "length": 0}),
]
TILES: list[tuple[str, dict[str, Any]]] = [
    ("tile_is_once_in_a_tree", {}),
    ("tile_has_whole_hashes", {"number": 1, "hashes": b""}),
    ("tile_has_whole_hashes", {"number": 1, "hashes": bytes(33)}),
    ("tile_has_whole_hashes", {"number": 1, "hashes": bytes(257 * 32)}),
]


@pytest.mark.parametrize(("name", "changes"), CHECKPOINTS)
def test_the_database_refuses_checkpoints_that_contradict_themselves(
    checkpoint: Checkpoint, name: str, changes: dict[str, Any]
) -> None:
    fields = ("organization_id", "seq", "at", "size", "root", "previous", "signature", "certificates")
    row = {field: getattr(checkpoint, field) for field in fields}
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Checkpoint.objects.create(**{**row, **changes})


@pytest.mark.parametrize(("name", "changes"), LEAVES)
def test_the_database_refuses_leaves_that_contradict_themselves(
    checkpoint: Checkpoint, name: str, changes: dict[str, Any]
) -> None:
    leaf = checkpoint.leaves.get()
    row = {"checkpoint": checkpoint, "chain": leaf.chain, "length": leaf.length, "head": leaf.head}
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        CheckpointLeaf.objects.create(**{**row, **changes})


@pytest.mark.parametrize(("name", "changes"), TILES)
def test_the_database_refuses_tiles_that_are_none(checkpoint: Checkpoint, name: str, changes: dict[str, Any]) -> None:
    tile = CheckpointTile.objects.get()
    row = {field: getattr(tile, field) for field in ("organization_id", "level", "number", "first", "hashes")}
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        CheckpointTile.objects.create(**{**row, **changes})


def test_each_constraint_has_its_case() -> None:
    cases = {
        (model, name)
        for model, rows in ((Checkpoint, CHECKPOINTS), (CheckpointLeaf, LEAVES), (CheckpointTile, TILES))
        for name, _ in rows
    }
    assert cases == named([Checkpoint, CheckpointLeaf, CheckpointTile])


@pytest.mark.parametrize("table", ["checkpoint", "checkpointleaf"])
@pytest.mark.parametrize("sql", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_database_refuses_changes_of_a_checkpoint(checkpoint: Checkpoint, table: str, sql: str) -> None:
    with (
        pytest.raises(DatabaseError, match=r"Rows of signing_checkpoint(leaf)? are append-only\."),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        # Immediate, else what waits for the commit would refuse first.
        cursor.execute(f"SET CONSTRAINTS ALL IMMEDIATE; {sql.format(f'signing_{table}')}")
