"""What happens to an envelope."""

from django.db.models import TextChoices

from safeclose.records.lifecycle import Kind, Lifecycle


class EnvelopeStatus(TextChoices):
    SENT = "sent"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    DECLINED = "declined"
    VOIDED = "voided"
    EXPIRED = "expired"


ENVELOPE = Lifecycle(
    noun="envelope",
    initial=EnvelopeStatus.SENT,
    transitions={
        (EnvelopeStatus.SENT, "signed"): EnvelopeStatus.IN_PROGRESS,
        (EnvelopeStatus.SENT, "completed"): EnvelopeStatus.COMPLETED,
        (EnvelopeStatus.SENT, "declined"): EnvelopeStatus.DECLINED,
        (EnvelopeStatus.SENT, "voided"): EnvelopeStatus.VOIDED,
        (EnvelopeStatus.SENT, "expired"): EnvelopeStatus.EXPIRED,
        (EnvelopeStatus.IN_PROGRESS, "signed"): EnvelopeStatus.IN_PROGRESS,
        (EnvelopeStatus.IN_PROGRESS, "completed"): EnvelopeStatus.COMPLETED,
        (EnvelopeStatus.IN_PROGRESS, "declined"): EnvelopeStatus.DECLINED,
        (EnvelopeStatus.IN_PROGRESS, "voided"): EnvelopeStatus.VOIDED,
        (EnvelopeStatus.IN_PROGRESS, "expired"): EnvelopeStatus.EXPIRED,
    },
    also_allowed=((EnvelopeStatus.SENT, "extended"), (EnvelopeStatus.IN_PROGRESS, "extended")),
    reasons={
        EnvelopeStatus.COMPLETED: "is completed",
        EnvelopeStatus.DECLINED: "was declined by a signer",
        EnvelopeStatus.VOIDED: "was voided",
        EnvelopeStatus.EXPIRED: "has expired",
    },
    outcomes={
        "signed": "it can't be signed",
        "completed": "it can't be completed",
        "declined": "it can't be declined",
        "voided": "it can't be voided",
        "expired": "it can't expire",
        "extended": "its deadline can't be extended",
    },
    sentences={
        (EnvelopeStatus.COMPLETED, "completed"): "The envelope is completed already.",
        (EnvelopeStatus.DECLINED, "declined"): "The envelope was declined by a signer already.",
        (EnvelopeStatus.VOIDED, "voided"): "The envelope was voided already.",
        (EnvelopeStatus.EXPIRED, "expired"): "The envelope has expired already.",
    },
    kinds={
        EnvelopeStatus.SENT: Kind.ACTIVE,
        EnvelopeStatus.IN_PROGRESS: Kind.ACTIVE,
        EnvelopeStatus.COMPLETED: Kind.DONE,
        EnvelopeStatus.DECLINED: Kind.ENDED,
        EnvelopeStatus.VOIDED: Kind.ENDED,
        EnvelopeStatus.EXPIRED: Kind.ENDED,
    },
)

# The statuses of envelopes that ended without all signatures.
UNSIGNED_ENDS = (EnvelopeStatus.DECLINED, EnvelopeStatus.VOIDED, EnvelopeStatus.EXPIRED)
