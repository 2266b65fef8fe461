"""The lives of a signing package and of each of its signers."""

from django.db.models import TextChoices

from safeclose.records.lifecycle import Kind, Lifecycle


class SigningStatus(TextChoices):
    DRAFT = "draft"
    ACTIVE = "active"
    COMPLETE = "complete"
    CANCELLED = "cancelled"


class PackageSignerStatus(TextChoices):
    PENDING = "pending"
    VIEWED = "viewed"
    SIGNED = "signed"
    DECLINED = "declined"


SIGNING = Lifecycle(
    noun="package",
    initial=SigningStatus.DRAFT,
    transitions={
        (SigningStatus.DRAFT, "changed"): SigningStatus.DRAFT,
        (SigningStatus.DRAFT, "activated"): SigningStatus.ACTIVE,
        (SigningStatus.DRAFT, "cancelled"): SigningStatus.CANCELLED,
        (SigningStatus.ACTIVE, "resent"): SigningStatus.ACTIVE,
        (SigningStatus.ACTIVE, "extended"): SigningStatus.ACTIVE,
        (SigningStatus.ACTIVE, "signed"): SigningStatus.ACTIVE,
        (SigningStatus.ACTIVE, "uploaded"): SigningStatus.ACTIVE,
        (SigningStatus.ACTIVE, "completed"): SigningStatus.COMPLETE,
        (SigningStatus.ACTIVE, "cancelled"): SigningStatus.CANCELLED,
    },
    # It makes a new draft; the cancelled package stays as it is.
    also_allowed=[(SigningStatus.CANCELLED, "reopened")],
    reasons={
        SigningStatus.DRAFT: "is a draft",
        SigningStatus.ACTIVE: "is active",
        SigningStatus.COMPLETE: "is complete",
        SigningStatus.CANCELLED: "was cancelled",
    },
    outcomes={
        "changed": "it can't be changed",
        "activated": "it can't be activated",
        "cancelled": "it can't be cancelled",
        "resent": "no one is asked to sign it",
        "extended": "its deadline can't be extended",
        "signed": "it can't be signed",
        "uploaded": "no file can be added to it",
        "completed": "it can't be completed",
        "reopened": "it can't be reopened",
    },
    sentences={
        (SigningStatus.ACTIVE, "activated"): "The package is active already.",
        (SigningStatus.COMPLETE, "completed"): "The package is complete already.",
        (SigningStatus.CANCELLED, "cancelled"): "The package was cancelled already.",
    },
    kinds={
        SigningStatus.DRAFT: Kind.DRAFT,
        SigningStatus.ACTIVE: Kind.ACTIVE,
        SigningStatus.COMPLETE: Kind.DONE,
        SigningStatus.CANCELLED: Kind.ENDED,
    },
)

# A signer may sign some documents without being done: that shows in the documents' signatures.
PACKAGE_SIGNER = Lifecycle(
    noun="signer of the package",
    initial=PackageSignerStatus.PENDING,
    transitions={
        (PackageSignerStatus.PENDING, "opened"): PackageSignerStatus.VIEWED,
        (PackageSignerStatus.PENDING, "consented"): PackageSignerStatus.VIEWED,
        (PackageSignerStatus.VIEWED, "consented"): PackageSignerStatus.VIEWED,
        (PackageSignerStatus.VIEWED, "signed"): PackageSignerStatus.SIGNED,
        (PackageSignerStatus.PENDING, "declined"): PackageSignerStatus.DECLINED,
        (PackageSignerStatus.VIEWED, "declined"): PackageSignerStatus.DECLINED,
    },
    reasons={
        PackageSignerStatus.PENDING: "has not opened it yet",
        PackageSignerStatus.SIGNED: "has signed",
        PackageSignerStatus.DECLINED: "has declined to sign",
    },
    outcomes={
        "opened": "a first look at it can't be recorded",
        "consented": "consent can't be recorded",
        "signed": "a signature can't be recorded",
        "declined": "a refusal to sign can't be recorded",
    },
    sentences={
        (PackageSignerStatus.VIEWED, "opened"): "The signer of the package has opened it already.",
        (PackageSignerStatus.SIGNED, "signed"): "The signer of the package has signed already.",
        (PackageSignerStatus.DECLINED, "declined"): "The signer of the package has declined to sign already.",
    },
    kinds={
        PackageSignerStatus.PENDING: Kind.DRAFT,
        PackageSignerStatus.VIEWED: Kind.ACTIVE,
        PackageSignerStatus.SIGNED: Kind.DONE,
        PackageSignerStatus.DECLINED: Kind.ENDED,
    },
)
