"""The life of one message of a campaign."""

from safeclose.records.lifecycle import Lifecycle

TOUCH = Lifecycle(
    noun="touch",
    initial="due",
    transitions={
        ("due", "claimed"): "sending",
        ("due", "skipped"): "skipped",
        ("sending", "sent"): "sent",
        ("sending", "failed"): "failed",
        ("sending", "put_back"): "due",
    },
)
