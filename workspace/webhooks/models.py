"""Webhooks and their deliveries."""

from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce

from safeclose import clock
from safeclose.records import ids
from workspace.events.models import Event
from workspace.organizations.models import Organization
from workspace.webhooks.lifecycle import DELIVERY, DeliveryStatus
from workspace.webhooks.retry_schedule import DELIVERIES_KEPT

EVERYTHING = "*"
TEST = "webhook.test"
MAX_DELIVERIES_SHOWN = 500  # deliveries of one webhook
FIRST_ID = Value(UUID(int=0), models.UUIDField())


class WebhookQuerySet(models.QuerySet["Webhook"]):
    def of(self, organization: Organization) -> "WebhookQuerySet":
        return self.filter(organization__only=organization.pk)


class Webhook(models.Model):
    """An address that is told of events. Its secrets are encrypted; only the sending of a delivery reads them."""

    id = ids.TypeIDField(prefix="whk", primary_key=True, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="webhooks", db_index=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    url = models.CharField(max_length=2000)
    events = ArrayField(models.CharField(max_length=64))
    active = models.BooleanField(default=True)
    secret = models.TextField(editable=False)
    # Signs beside the new one until then.
    old_secret = models.TextField(null=True, editable=False)
    old_secret_until = models.DateTimeField(null=True, editable=False)
    # The first failure after which nothing was delivered.
    failing_since = models.DateTimeField(null=True)
    # Switched off by the service, and why.
    disabled_at = models.DateTimeField(null=True)
    disabled_reason = models.CharField(max_length=200, null=True)
    created_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[Any] = WebhookQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["organization", "-id"], name="webhook_list_of_organization"),)
        constraints = (
            models.CheckConstraint(name="webhook_asks_for_some_events", condition=Q(events__len__gt=0)),
            models.CheckConstraint(
                name="old_secret_of_a_webhook_has_an_end",
                condition=Q(old_secret=None, old_secret_until=None)
                | Q(old_secret__isnull=False, old_secret_until__isnull=False),
            ),
            models.CheckConstraint(
                name="webhook_that_is_disabled_is_not_active",
                condition=Q(disabled_at=None, disabled_reason=None)
                | Q(disabled_at__isnull=False, disabled_reason__isnull=False, active=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.id} at {self.url}"

    @property
    def host(self) -> str:
        """`hooks.example.com`. Paths and parameters of the address may be secrets."""
        return urlsplit(self.url).hostname or ""


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def newest(self, webhook: Webhook) -> "DeliveryQuerySet":
        """The newest of a webhook: as many as are shown, with their events."""
        own = self.filter(webhook__only=webhook.pk)
        oldest = own.order_by("webhook_id", "-id").values("id")[MAX_DELIVERIES_SHOWN - 1 : MAX_DELIVERIES_SHOWN]
        return own.filter(id__gte=Coalesce(oldest, FIRST_ID)).select_related("event")

    def prunable(self, now: datetime) -> "DeliveryQuerySet":
        """Those that ended long enough ago to be deleted."""
        return self.filter(finished_at__lt=now - DELIVERIES_KEPT)


class Delivery(models.Model):
    """One event on its way to one webhook: the same id and the same bytes at every try."""

    Status = DeliveryStatus

    id = ids.TypeIDField(prefix="dlv", primary_key=True, editable=False)
    # No constraint in the database: what happens in an organization must not fail, or wait, because a webhook is
    # deleted meanwhile. The job takes away what is left over.
    webhook = models.ForeignKey(
        Webhook, on_delete=models.CASCADE, related_name="deliveries", db_constraint=False, db_index=False
    )
    event = models.ForeignKey(Event, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    # What is sent, in UTF-8; None once it was erased.
    body = models.TextField(null=True)
    status = models.CharField(max_length=9, choices=Status, default=Status.PENDING)
    tries = models.PositiveSmallIntegerField(default=0)
    # How many tries were queued: only the job of the last one may send.
    queued = models.PositiveSmallIntegerField(default=1)
    next_try_at = models.DateTimeField(null=True)
    # While a try is under way: when it counts as dead, so that another job may take the delivery and its place.
    under_way_until = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    http_status = models.PositiveSmallIntegerField(null=True)
    error = models.CharField(max_length=200, null=True)
    duration_ms = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        indexes = (
            models.Index(fields=["webhook", "-id"], name="delivery_list_of_webhook"),
            models.Index(fields=["finished_at"], name="delivery_to_prune"),
            models.Index(fields=["webhook"], condition=Q(under_way_until__isnull=False), name="delivery_under_way"),
            models.Index(fields=["id"], condition=Q(status=DeliveryStatus.FAILED), name="delivery_given_up"),
        )
        constraints = (
            models.UniqueConstraint(fields=["event", "webhook"], name="event_is_delivered_to_a_webhook_once"),
            models.CheckConstraint(name="delivery_status_is_known", condition=Q(status__in=DELIVERY.states)),
            models.CheckConstraint(
                name="delivery_that_is_pending_has_a_body_and_a_next_try",
                condition=Q(
                    status=DeliveryStatus.PENDING, finished_at=None, next_try_at__isnull=False, body__isnull=False
                )
                | (~Q(status=DeliveryStatus.PENDING) & Q(finished_at__isnull=False, next_try_at=None)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.id} to {self.webhook_id}"
