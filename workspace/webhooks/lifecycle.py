"""The life of a delivery. What has ended can be tried once more, by hand."""

from safeclose.records.lifecycle import Lifecycle

DELIVERY = Lifecycle(
    noun="delivery",
    initial="pending",
    transitions={
        ("pending", "tried_again"): "pending",
        ("pending", "delivered"): "delivered",
        ("pending", "given_up"): "failed",
        ("pending", "cancelled"): "cancelled",
        ("delivered", "retried"): "pending",
        ("failed", "retried"): "pending",
        ("cancelled", "retried"): "pending",
    },
)
