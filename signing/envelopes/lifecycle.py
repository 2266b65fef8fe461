"""The lives of an envelope and of each of its signers."""

from safeclose.records.lifecycle import Lifecycle

ENVELOPE = Lifecycle(
    noun="envelope",
    initial="sent",
    transitions={
        ("sent", "signed"): "in_progress",
        ("sent", "completed"): "completed",
        ("sent", "declined"): "declined",
        ("sent", "voided"): "voided",
        ("sent", "expired"): "expired",
        ("in_progress", "signed"): "in_progress",
        ("in_progress", "completed"): "completed",
        ("in_progress", "declined"): "declined",
        ("in_progress", "voided"): "voided",
        ("in_progress", "expired"): "expired",
    },
)

SIGNER = Lifecycle(
    noun="signer",
    initial="pending",
    transitions={
        ("pending", "opened"): "opened",
        ("opened", "authenticated"): "authenticated",
        ("authenticated", "consented"): "consented",
        ("consented", "signed"): "signed",
        ("pending", "declined"): "declined",
        ("opened", "declined"): "declined",
        ("authenticated", "declined"): "declined",
        ("consented", "declined"): "declined",
    },
)

# What a signer may do next, by status: the names of the public route's actions.
NEXT = {"opened": "authenticate", "authenticated": "consent", "consented": "sign"}
