"""Rows of the workspace that are deleted after some time."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from workspace.clerk.models import ClerkDelivery
from workspace.idempotency.idempotency_key import ANSWERS_KEPT
from workspace.idempotency.models import IdempotentRequest
from workspace.sending.models import SendingCount
from workspace.sending.outcomes.models import SentMessage
from workspace.staff.models import FailedSignIn
from workspace.webhooks.models import Delivery

# Clerk's sender tries for a day and a half, and can be told by hand to send again what is some weeks old.
CLERK_DELIVERIES_KEPT = timedelta(days=90)
FAILED_SIGN_INS_KEPT = timedelta(days=90)
SENT_MESSAGES_KEPT = timedelta(days=90)  # mails come back within days, and are reported as spam within weeks
SENDING_COUNTS_KEPT = timedelta(days=2)  # only those of the present day are read


def idempotency_keys(now: datetime) -> "QuerySet[IdempotentRequest]":
    rows: QuerySet[IdempotentRequest] = IdempotentRequest.objects.filter(created_at__lt=now - ANSWERS_KEPT)
    return rows


def clerk_deliveries(now: datetime) -> "QuerySet[ClerkDelivery]":
    return ClerkDelivery.objects.filter(received_at__lt=now - CLERK_DELIVERIES_KEPT)


def webhook_deliveries(now: datetime) -> "QuerySet[Delivery]":
    """Deliveries that ended long ago. Their events stay."""
    rows: QuerySet[Delivery] = Delivery.objects.prunable(now)
    return rows


def failed_sign_ins(now: datetime) -> "QuerySet[FailedSignIn]":
    return FailedSignIn.objects.filter(at__lt=now - FAILED_SIGN_INS_KEPT)


def sending_counts(now: datetime) -> "QuerySet[SendingCount]":
    rows: QuerySet[SendingCount] = SendingCount.objects.filter(day__lt=(now - SENDING_COUNTS_KEPT).date())
    return rows


def sent_messages(now: datetime) -> "QuerySet[SentMessage]":
    return SentMessage.objects.filter(sent_at__lt=now - SENT_MESSAGES_KEPT)
