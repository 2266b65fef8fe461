"""What the workspace need not keep for ever."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from safeclose.records.pruning.sources import pruned
from workspace.clerk.models import ClerkDelivery
from workspace.idempotency.idempotency_key import KEPT_FOR
from workspace.idempotency.models import IdempotentRequest
from workspace.webhooks.models import Delivery

# Clerk's sender tries for a day and a half, and can be told by hand to send again what is some weeks old.
KEEP_CLERK_DELIVERIES = timedelta(days=90)


@pruned("idempotency keys")
def idempotency_keys(now: datetime) -> "QuerySet[IdempotentRequest]":
    """Answers that are not given again."""
    rows: QuerySet[IdempotentRequest] = IdempotentRequest.objects.filter(created_at__lt=now - KEPT_FOR)
    return rows


@pruned("Clerk deliveries")
def clerk_deliveries(now: datetime) -> "QuerySet[ClerkDelivery]":
    """Ids of webhooks that are not sent again."""
    return ClerkDelivery.objects.filter(received_at__lt=now - KEEP_CLERK_DELIVERIES)


@pruned("webhook deliveries")
def webhook_deliveries(now: datetime) -> "QuerySet[Delivery]":
    """That ended long ago; the events themselves stay, and can be sent again."""
    rows: QuerySet[Delivery] = Delivery.objects.prunable(now)
    return rows
