"""The life of a delivery. What has ended can be tried once more, by hand."""

from django.db.models import TextChoices

from safeclose.records.lifecycle import Kind, Lifecycle


class DeliveryStatus(TextChoices):
    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"
    CANCELLED = "cancelled"


DELIVERY = Lifecycle(
    noun="delivery",
    initial=DeliveryStatus.PENDING,
    transitions={
        (DeliveryStatus.PENDING, "tried_again"): DeliveryStatus.PENDING,
        (DeliveryStatus.PENDING, "delivered"): DeliveryStatus.DELIVERED,
        (DeliveryStatus.PENDING, "given_up"): DeliveryStatus.FAILED,
        (DeliveryStatus.PENDING, "cancelled"): DeliveryStatus.CANCELLED,
        (DeliveryStatus.DELIVERED, "retried"): DeliveryStatus.PENDING,
        (DeliveryStatus.FAILED, "retried"): DeliveryStatus.PENDING,
        (DeliveryStatus.CANCELLED, "retried"): DeliveryStatus.PENDING,
    },
    reasons={
        DeliveryStatus.PENDING: "has not ended yet",
        DeliveryStatus.DELIVERED: "has succeeded",
        DeliveryStatus.FAILED: "has failed",
        DeliveryStatus.CANCELLED: "was cancelled",
    },
    outcomes={
        "tried_again": "no further try is planned",
        "delivered": "success can't be recorded",
        "given_up": "failure can't be recorded",
        "cancelled": "it can't be cancelled",
        "retried": "it can't be started once more",
    },
    sentences={
        (DeliveryStatus.DELIVERED, "delivered"): "The delivery has succeeded already.",
        (DeliveryStatus.FAILED, "given_up"): "The delivery has failed already.",
        (DeliveryStatus.CANCELLED, "cancelled"): "The delivery was cancelled already.",
    },
    kinds={
        DeliveryStatus.PENDING: Kind.ACTIVE,
        DeliveryStatus.DELIVERED: Kind.DONE,
        DeliveryStatus.FAILED: Kind.ENDED,
        DeliveryStatus.CANCELLED: Kind.ENDED,
    },
)
