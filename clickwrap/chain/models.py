"""Acceptances in order: blocks, each chained to the one before, one chain for each organization."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from clickwrap.acceptances.models import Acceptance
from safeclose import clock
from workspace.models import Organization


class Chain(models.Model):
    """The chain of one organization; its row is the lock under which blocks are appended."""

    organization = models.OneToOneField(Organization, on_delete=models.PROTECT, primary_key=True, related_name="+")
    length = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64)
    last_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"chain of {self.organization_id}"


class Block(models.Model):
    """One link. `payload` is the exact bytes that were hashed; it holds the acceptances themselves."""

    chain = models.ForeignKey(Chain, on_delete=models.PROTECT, related_name="blocks", db_index=False)
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    payload = models.BinaryField()
    payload_hash = models.CharField(max_length=64)
    prev_hash = models.CharField(max_length=64)
    chain_hash = models.CharField(max_length=64)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["chain", "seq"], name="chain_has_one_block_of_a_number"),
            models.CheckConstraint(name="chain_counts_from_one", condition=Q(seq__gte=1)),
        )

    def __str__(self) -> str:
        return f"{self.chain_id} {self.seq}"


class ChainedAcceptance(models.Model):
    """In which block an acceptance is: in one, and once."""

    acceptance = models.OneToOneField(
        Acceptance, on_delete=models.DO_NOTHING, db_constraint=False, primary_key=True, related_name="chained"
    )
    block = models.ForeignKey(Block, on_delete=models.PROTECT, related_name="members")

    def __str__(self) -> str:
        return f"{self.acceptance_id} in {self.block_id}"


class UnchainedQuerySet(models.QuerySet["UnchainedAcceptance"]):
    """Querysets for acceptances that wait to be chained."""

    def organizations(self) -> list[int]:
        """Ids of the organizations whose acceptances wait to be chained."""
        return list(self.order_by("organization_id").values_list("organization_id", flat=True).distinct())


class UnchainedAcceptance(models.Model):
    """An acceptance that is in no block yet.

    A trigger writes this row with the acceptance, so that one whose transaction ends late is found all the same.
    """

    acceptance = models.OneToOneField(
        Acceptance, on_delete=models.DO_NOTHING, db_constraint=False, primary_key=True, related_name="unchained"
    )
    organization_id = models.BigIntegerField()

    objects: ClassVar[Any] = UnchainedQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["organization_id", "acceptance"], name="unchained_of_organization"),)

    def __str__(self) -> str:
        return str(self.acceptance_id)
