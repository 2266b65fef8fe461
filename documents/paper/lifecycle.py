"""The life of a document."""

from django.db.models import TextChoices

from safeclose.records.lifecycle import Kind, Lifecycle


class DocumentStatus(TextChoices):
    DRAFT = "DRAFT"
    GENERATED = "GENERATED"
    SENT_FOR_SIGNATURE = "SENT_FOR_SIGNATURE"
    FULLY_SIGNED = "FULLY_SIGNED"


DOCUMENT = Lifecycle(
    noun="document",
    initial=DocumentStatus.DRAFT,
    transitions={
        (DocumentStatus.DRAFT, "changed"): DocumentStatus.DRAFT,
        (DocumentStatus.DRAFT, "moved_between_deals"): DocumentStatus.DRAFT,
        (DocumentStatus.DRAFT, "generated"): DocumentStatus.GENERATED,
        (DocumentStatus.GENERATED, "changed"): DocumentStatus.DRAFT,
        (DocumentStatus.GENERATED, "moved_between_deals"): DocumentStatus.GENERATED,
        (DocumentStatus.GENERATED, "sent"): DocumentStatus.SENT_FOR_SIGNATURE,
        (DocumentStatus.SENT_FOR_SIGNATURE, "moved_between_deals"): DocumentStatus.SENT_FOR_SIGNATURE,
        (DocumentStatus.SENT_FOR_SIGNATURE, "returned"): DocumentStatus.GENERATED,
        (DocumentStatus.SENT_FOR_SIGNATURE, "signed"): DocumentStatus.FULLY_SIGNED,
    },
    reasons={
        DocumentStatus.DRAFT: "is a draft",
        DocumentStatus.GENERATED: "is not out for signature",
        DocumentStatus.SENT_FOR_SIGNATURE: "is out for signature",
        DocumentStatus.FULLY_SIGNED: "is signed by everyone",
    },
    outcomes={
        "changed": "it can't be changed",
        "moved_between_deals": "it can't be moved to another deal",
        "generated": "it can't be generated again",
        "sent": "it can't be sent for signature",
        "returned": "it can't be returned unsigned",
        "signed": "it can't be signed",
    },
    sentences={
        (DocumentStatus.GENERATED, "generated"): "The document is generated already.",
        (DocumentStatus.SENT_FOR_SIGNATURE, "sent"): "The document is out for signature already.",
        (DocumentStatus.FULLY_SIGNED, "signed"): "The document is signed by everyone already.",
    },
    kinds={
        DocumentStatus.DRAFT: Kind.DRAFT,
        DocumentStatus.GENERATED: Kind.ACTIVE,
        DocumentStatus.SENT_FOR_SIGNATURE: Kind.ACTIVE,
        DocumentStatus.FULLY_SIGNED: Kind.DONE,
    },
)
