"""Trails: hash chains of what happened to an envelope or a package; and the seals made of them."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from safeclose import clock
from workspace.models import Organization


class TrailQuerySet(models.QuerySet["Trail"]):
    """Filters for trails, to be chained."""

    def completed(self) -> "TrailQuerySet":
        """Those of what everyone has signed."""
        return self.filter(completed_at__isnull=False)

    def unsealed(self) -> "TrailQuerySet":
        """Completed ones without certificate and sealed PDF."""
        return self.completed().filter(seal=None)


class Trail(models.Model):
    """The chain of one envelope or package; its row is the lock under which events are appended."""

    class Kind(models.TextChoices):
        ENVELOPE = "envelope"
        SIGNING = "signing"

    id = models.CharField(max_length=40, primary_key=True)
    kind = models.CharField(max_length=8, choices=Kind)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    document_sha256 = models.CharField(max_length=64)
    length = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=clock.now)
    last_at = models.DateTimeField(default=clock.now)
    completed_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = TrailQuerySet.as_manager()

    def __str__(self) -> str:
        return self.id


class TrailEvent(models.Model):
    """One link. `payload` is the exact bytes that were hashed; `kept` holds the personal values it commits to."""

    trail = models.ForeignKey(Trail, on_delete=models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    type = models.CharField(max_length=40)
    at = models.DateTimeField()
    payload = models.BinaryField()
    kept = models.JSONField(default=dict)
    payload_hash = models.CharField(max_length=64)
    prev_hash = models.CharField(max_length=64)
    chain_hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("trail", "seq")
        constraints = (
            models.UniqueConstraint(fields=["trail", "seq"], name="trail_has_one_event_of_a_number"),
            models.UniqueConstraint(
                fields=["trail"],
                condition=Q(type__in=["completed", "declined", "voided", "expired"]),
                name="trail_ends_once",
            ),
            models.CheckConstraint(name="trail_counts_from_one", condition=Q(seq__gte=1)),
        )

    def __str__(self) -> str:
        return f"{self.trail_id} {self.seq} {self.type}"


class Seal(models.Model):
    """The certificate and the bundle of one trail, named by their SHA-256; made once, with the sealed PDFs."""

    trail = models.OneToOneField(Trail, on_delete=models.PROTECT, related_name="seal")
    level = models.CharField(max_length=8)
    certificate_sha256 = models.CharField(max_length=64)
    bundle_sha256 = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = (models.Index(fields=["certificate_sha256"], name="seal_by_its_certificate"),)

    def __str__(self) -> str:
        return f"seal of {self.trail_id}"


class SealedFile(models.Model):
    """One presented document, sealed: an envelope has one of these, a package one for each of its documents."""

    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="files")
    document_sha256 = models.CharField(max_length=64)
    sealed_sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["seal", "document_sha256"], name="document_is_sealed_once_in_a_trail"),
        )
        indexes = (models.Index(fields=["sealed_sha256"], name="sealed_file_by_its_hash"),)

    def __str__(self) -> str:
        return f"{self.document_sha256[:12]} sealed"


class SealingCertificate(models.Model):
    """A certificate that seals of this service were made with, the present one and all before it.

    Whoever has to distrust one (its key was stolen) deletes its row.
    """

    sha256 = models.CharField(max_length=64, primary_key=True)
    pem = models.TextField()
    recorded_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.sha256
