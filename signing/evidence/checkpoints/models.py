"""Checkpoints: one signature over the heads of all chains of an organization."""

import base64
from collections.abc import Iterator
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Collate, Length, Mod
from django.db.models.lookups import Exact, Range

from safeclose import clock
from safeclose.proof import merkle
from safeclose.proof.chain_heads import Head
from safeclose.records import ids
from workspace.models import Organization

HASH_BYTES = 32


class CheckpointQuerySet(models.QuerySet["Checkpoint"]):
    """Filters for checkpoints, to be chained."""

    def of(self, organization: Organization) -> "CheckpointQuerySet":
        """Those of an organization."""
        return self.filter(organization=organization)

    def newest(self, organization_id: int) -> "Checkpoint | None":
        """The last one of an organization."""
        return self.filter(organization=organization_id).order_by("-seq").first()


class Checkpoint(models.Model):
    """Where all chains of an organization ended at an instant, signed with the service's key."""

    id = ids.TypeIDField(prefix="ckp", primary_key=True, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", db_index=False)
    seq = models.PositiveIntegerField()
    at = models.DateTimeField(default=clock.now)
    size = models.PositiveIntegerField()
    root = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, null=True)
    signature = models.JSONField()
    certificates = models.JSONField()
    time_stamp = models.BinaryField(null=True)

    objects: ClassVar[Any] = CheckpointQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["organization", "seq"], name="organization_has_one_checkpoint_of_a_number"),
            models.CheckConstraint(name="checkpoints_count_from_one", condition=Q(seq__gte=1)),
            models.CheckConstraint(
                name="only_the_first_checkpoint_has_none_before_it",
                condition=Q(seq=1, previous=None) | Q(seq__gt=1, previous__isnull=False),
            ),
            models.CheckConstraint(name="checkpoint_is_over_some_chain", condition=Q(size__gte=1)),
        )

    def __str__(self) -> str:
        return f"checkpoint {self.seq} of {self.organization_id}"

    @property
    def time_stamp_base64(self) -> str | None:
        """The time stamp token (RFC 3161) over the signature; None where it has none."""
        return None if self.time_stamp is None else base64.b64encode(bytes(self.time_stamp)).decode("ascii")


class LeafQuerySet(models.QuerySet["CheckpointLeaf"]):
    """Filters for leaves, to be chained."""

    def standing(self, organization_id: int, seq: int) -> "LeafQuerySet":
        """The tree of a checkpoint: of each chain its leaf in this checkpoint, or in the last before that has one."""
        upto = self.filter(checkpoint__organization=organization_id, checkpoint__seq__lte=seq)
        return upto.order_by("chain", "-checkpoint__seq").distinct("chain")


class CheckpointLeaf(models.Model):
    """Where one chain ended; written when it is not where it was in the checkpoint before."""

    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="leaves")
    chain = models.CharField(max_length=64)
    length = models.PositiveIntegerField()
    head = models.CharField(max_length=64)

    objects: ClassVar[Any] = LeafQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["chain", "checkpoint"], name="chain_is_once_in_a_checkpoint"),
            models.CheckConstraint(name="leaf_has_a_link", condition=Q(length__gte=1)),
        )

    def __str__(self) -> str:
        return f"{self.chain} {self.length}"


class CheckpointTile(models.Model):
    """Hashes of the tree under an organization's newest checkpoint; see tiles.py. `first` is its first leaf's chain."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", db_index=False)
    level = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    first = models.CharField(max_length=64, db_collation="C")
    hashes = models.BinaryField()

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["organization", "level", "number"], name="tile_is_once_in_a_tree"),
            models.CheckConstraint(
                name="tile_has_whole_hashes",
                condition=Q(Range(Length("hashes"), (HASH_BYTES, HASH_BYTES * merkle.TILE_HASHES)))
                & Q(Exact(Mod(Length("hashes"), HASH_BYTES), 0)),
            ),
        )
        indexes = (models.Index(fields=["organization", "level", "first"], name="tile_of_a_leaf"),)

    def __str__(self) -> str:
        return f"tile {self.level}/{self.number} of {self.organization_id}"

    def hash_list(self) -> list[bytes]:
        """The hashes, 32 bytes each."""
        stored = bytes(self.hashes)
        return [stored[at : at + HASH_BYTES] for at in range(0, len(stored), HASH_BYTES)]


def leaves_of(organization_id: int, seq: int) -> Iterator[Head]:
    """The leaves under a checkpoint's root, in their order: by name, as code points sort. They are read in pieces."""
    standing = CheckpointLeaf.objects.standing(organization_id, seq)
    rows = CheckpointLeaf.objects.filter(pk__in=standing.values("pk")).order_by(Collate("chain", "C"))
    return (Head(*row) for row in rows.values_list("chain", "length", "head").iterator(chunk_size=5000))
