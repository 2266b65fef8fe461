"""What is due, out of which document."""

from datetime import datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Cast

from documents.paper.models import Document
from safeclose import clock
from safeclose.records import ids
from workspace.models import Organization

_DATE = models.DateField()


class ObligationQuerySet(models.QuerySet["Obligation"]):
    """Filters for obligations, to be chained."""

    def of(self, organization: Organization) -> "ObligationQuerySet":
        """Those of documents that the organization may see, and that stand: a draft obliges nobody.

        Those of a document that was turned back into a draft are kept, unseen: what was resolved stays so when it is
        generated again and the term says the same.
        """
        return self.filter(organization__only=organization.pk).exclude(document__status=Document.Status.DRAFT)

    def open(self) -> "ObligationQuerySet":
        """Those that nobody marked as done."""
        return self.filter(resolved_at=None)

    def overdue(self, now: datetime) -> "ObligationQuerySet":
        """Those that `Obligation.is_overdue`, by the database's zones."""
        today = Cast(Func(F("organization__timezone"), Value(now, models.DateTimeField()), function="timezone"), _DATE)
        return self.filter(Q(due_day=None, due_at__lt=now) | Q(due_day__lt=today))

    def due_until(self, instant: datetime) -> "ObligationQuerySet":
        """Those due until that instant, overdue ones included."""
        return self.filter(due_at__lte=instant)


class Obligation(models.Model):
    """One date by which something has to happen, by rule from the document's data (`derivation`)."""

    class Type(models.TextChoices):
        CLOSING = "closing"
        CONDITION_WAIVER = "condition_waiver"
        DEPOSIT_DUE = "deposit_due"
        EXPIRY = "expiry"
        RENEWAL = "renewal"

    id = ids.TypeIDField(prefix="obl", primary_key=True, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", db_index=False)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="obligations", db_index=False)
    # What the document says, as a digest: syncing again finds the row by it.
    key = models.CharField(max_length=64)
    type = models.CharField(max_length=20, choices=Type)
    description = models.CharField(max_length=300)
    due_at = models.DateTimeField()
    # The day on which it is due, whose midnight in UTC is `due_at`; null where it is due at an instant.
    due_day = models.DateField(null=True)
    amount_cents = models.BigIntegerField(null=True)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[Any] = ObligationQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["due_at"], condition=Q(resolved_at=None), name="obligations_by_due_date"),
            models.Index(
                fields=["organization", "due_at", "id"],
                condition=Q(resolved_at=None),
                name="obligation_feed",
            ),
        )
        constraints = (
            models.UniqueConstraint(fields=["document", "key"], name="obligation_is_once_in_its_document"),
            models.CheckConstraint(
                name="obligation_type_is_known",
                condition=Q(type__in=["closing", "condition_waiver", "deposit_due", "expiry", "renewal"]),
            ),
            models.CheckConstraint(
                name="obligation_that_expires_is_due_at_an_instant",
                condition=Q(due_day=None) | ~Q(type="expiry"),
            ),
            models.CheckConstraint(
                name="obligation_has_an_amount_exactly_for_a_deposit",
                condition=Q(type="deposit_due", amount_cents__isnull=False, amount_cents__gt=0)
                | (~Q(type="deposit_due") & Q(amount_cents=None)),
            ),
            models.CheckConstraint(
                name="obligation_is_resolved_by_someone_only_when_resolved",
                condition=Q(resolved_by=None) | Q(resolved_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.description

    def is_overdue(self, now: datetime) -> bool:
        """Whether its instant is past, or its day is over where the organization is."""
        if self.due_day is None:
            return self.due_at < now
        return self.due_day < now.astimezone(ZoneInfo(self.organization.timezone)).date()
