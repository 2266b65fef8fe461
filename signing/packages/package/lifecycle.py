"""The lives of a signing package and of each of its signers."""

from safeclose.records.lifecycle import Lifecycle

SIGNING = Lifecycle(
    noun="package",
    initial="draft",
    transitions={
        ("draft", "edited"): "draft",
        ("draft", "activated"): "active",
        ("draft", "cancelled"): "cancelled",
        ("active", "signed"): "active",
        ("active", "completed"): "complete",
        ("active", "cancelled"): "cancelled",
    },
)

# A signer may sign some documents without being done: that shows in the documents' signatures.
PACKAGE_SIGNER = Lifecycle(
    noun="package signer",
    initial="pending",
    transitions={
        ("pending", "opened"): "viewed",
        ("pending", "consented"): "viewed",
        ("viewed", "consented"): "viewed",
        ("viewed", "signed"): "signed",
    },
)
