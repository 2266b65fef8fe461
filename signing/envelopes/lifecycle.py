"""What happens to an envelope."""

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
