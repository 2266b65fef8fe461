"""The life of one message of a campaign."""

from django.db.models import TextChoices

from safeclose.records.lifecycle import Kind, Lifecycle


class TouchStatus(TextChoices):
    DUE = "due"
    SENDING = "sending"
    SKIPPED = "skipped"
    SENT = "sent"
    FAILED = "failed"


TOUCH = Lifecycle(
    noun="touch",
    initial=TouchStatus.DUE,
    transitions={
        (TouchStatus.DUE, "claimed"): TouchStatus.SENDING,
        (TouchStatus.DUE, "skipped"): TouchStatus.SKIPPED,
        (TouchStatus.SENDING, "sent"): TouchStatus.SENT,
        (TouchStatus.SENDING, "failed"): TouchStatus.FAILED,
        (TouchStatus.SENDING, "put_back"): TouchStatus.DUE,
    },
    reasons={
        TouchStatus.DUE: "is not being sent",
        TouchStatus.SENDING: "is being sent",
        TouchStatus.SKIPPED: "was skipped",
        TouchStatus.SENT: "was sent",
        TouchStatus.FAILED: "could not be sent",
    },
    outcomes={
        "claimed": "its sending can't begin",
        "skipped": "it can't be skipped",
        "sent": "success can't be recorded",
        "failed": "failure can't be recorded",
        "put_back": "it can't be put back for another try",
    },
    sentences={
        (TouchStatus.SENDING, "claimed"): "The touch is being sent already.",
        (TouchStatus.SKIPPED, "skipped"): "The touch was skipped already.",
        (TouchStatus.SENT, "sent"): "The touch was sent already.",
        (TouchStatus.FAILED, "failed"): "The touch has failed already.",
    },
    kinds={
        TouchStatus.DUE: Kind.DRAFT,
        TouchStatus.SENDING: Kind.ACTIVE,
        TouchStatus.SKIPPED: Kind.ENDED,
        TouchStatus.SENT: Kind.DONE,
        TouchStatus.FAILED: Kind.ENDED,
    },
)
