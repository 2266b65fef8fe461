"""The life of a document."""

from safeclose.records.lifecycle import Lifecycle

DOCUMENT = Lifecycle(
    noun="document",
    initial="DRAFT",
    transitions={
        ("DRAFT", "edited"): "DRAFT",
        ("DRAFT", "moved_between_deals"): "DRAFT",
        ("DRAFT", "generated"): "GENERATED",
        ("GENERATED", "edited"): "DRAFT",
        ("GENERATED", "moved_between_deals"): "GENERATED",
        ("GENERATED", "sent"): "SENT_FOR_SIGNATURE",
        ("SENT_FOR_SIGNATURE", "moved_between_deals"): "SENT_FOR_SIGNATURE",
        ("SENT_FOR_SIGNATURE", "returned"): "GENERATED",
        ("SENT_FOR_SIGNATURE", "signed"): "FULLY_SIGNED",
    },
)
