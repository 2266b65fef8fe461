"""Deals: the documents of one transaction, and how far it has come."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from documents.deals.lifecycle import DEAL, STAGES, DealStage
from documents.paper.models import Document
from safeclose import clock
from safeclose.records import ids
from workspace.models import Event, Organization


class DealQuerySet(models.QuerySet["Deal"]):
    """Filters for deals, to be chained."""

    def of(self, organization: Organization) -> "DealQuerySet":
        """Those that the organization may see."""
        return self.filter(organization__only=organization.pk)

    def with_documents(self) -> "DealQuerySet":
        """With what a deal shows of its documents, in the order in which they were made."""
        shown = Document.objects.only("id", "deal", "title", "form_key", "status", "signed_at")
        return self.prefetch_related(models.Prefetch("documents", shown.order_by("id")))


class Deal(models.Model):
    """One purchase, sale or lease. `closing_date` is the day of completion, or on which the tenancy starts."""

    class Type(models.TextChoices):
        PURCHASE = "purchase"
        SALE = "sale"
        LEASE = "lease"

    Stage = DealStage

    id = ids.TypeIDField(prefix="deal", primary_key=True, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="deals", db_index=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    title = models.CharField(max_length=200)
    type = models.CharField(max_length=8, choices=Type)
    stage = models.CharField(max_length=16, choices=Stage, default=DEAL.initial)
    closing_date = models.DateField(null=True)
    property_address = models.CharField(max_length=500, null=True)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[Any] = DealQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["organization", "-id"], name="deal_list_of_organization"),)
        constraints = (
            models.CheckConstraint(name="deal_type_is_known", condition=Q(type__in=["purchase", "sale", "lease"])),
            models.CheckConstraint(name="deal_stage_is_known", condition=Q(stage__in=STAGES)),
            models.CheckConstraint(name="deal_has_a_title", condition=~Q(title="")),
            models.CheckConstraint(
                name="deal_is_not_updated_before_it_is_made", condition=Q(updated_at__gte=F("created_at"))
            ),
        )

    def __str__(self) -> str:
        return self.title


class StageChange(models.Model):
    """One move of a deal. Never changed, never deleted (triggers see to that); so it names people by id only.

    `event`: the DOCUMENT_SIGNED that made the service move it; null where a person did.
    """

    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, related_name="history", db_index=False)
    from_stage = models.CharField(max_length=16, choices=Deal.Stage)
    to_stage = models.CharField(max_length=16, choices=Deal.Stage)
    at = models.DateTimeField(default=clock.now)
    by_kind = models.CharField(max_length=8)
    by_id = models.CharField(max_length=64)
    event = models.ForeignKey(
        Event, on_delete=models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+"
    )

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=["deal", "event"], name="stage_change_is_caused_once"),
            models.CheckConstraint(
                name="stage_change_is_between_known_stages",
                condition=Q(from_stage__in=STAGES) & Q(to_stage__in=STAGES),
            ),
            models.CheckConstraint(name="stage_change_leads_to_another_stage", condition=~Q(from_stage=F("to_stage"))),
        )

    def __str__(self) -> str:
        return f"{self.deal_id}: {self.from_stage} to {self.to_stage}"
