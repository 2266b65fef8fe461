"""States of a signer who signs by a link."""

from django.db.models import TextChoices

from safeclose.records.lifecycle import Kind, Lifecycle


class SignerStatus(TextChoices):
    PENDING = "pending"
    OPENED = "opened"
    AUTHENTICATED = "authenticated"
    CONSENTED = "consented"
    SIGNED = "signed"
    DECLINED = "declined"


SIGNER = Lifecycle(
    noun="signer",
    initial=SignerStatus.PENDING,
    transitions={
        (SignerStatus.PENDING, "opened"): SignerStatus.OPENED,
        (SignerStatus.OPENED, "authenticated"): SignerStatus.AUTHENTICATED,
        (SignerStatus.AUTHENTICATED, "consented"): SignerStatus.CONSENTED,
        (SignerStatus.CONSENTED, "signed"): SignerStatus.SIGNED,
        (SignerStatus.CONSENTED, "consent_withdrawn"): SignerStatus.AUTHENTICATED,
        (SignerStatus.PENDING, "declined"): SignerStatus.DECLINED,
        (SignerStatus.OPENED, "declined"): SignerStatus.DECLINED,
        (SignerStatus.AUTHENTICATED, "declined"): SignerStatus.DECLINED,
        (SignerStatus.CONSENTED, "declined"): SignerStatus.DECLINED,
    },
    reasons={
        SignerStatus.PENDING: "has not opened the document yet",
        SignerStatus.OPENED: "has not been identified yet",
        SignerStatus.AUTHENTICATED: "has not consented yet",
        SignerStatus.SIGNED: "has signed",
        SignerStatus.DECLINED: "has declined to sign",
    },
    outcomes={
        "opened": "a first look at the document can't be recorded",
        "authenticated": "identification can't be recorded",
        "consented": "consent can't be recorded",
        "marked": "no marks can be put on the pages",
        "uploaded": "no file can be added",
        "signed": "a signature can't be recorded",
        "consent_withdrawn": "no consent can be withdrawn",
        "paper_requested": "paper can't be asked for",
        "declined": "a refusal to sign can't be recorded",
    },
    sentences={
        (SignerStatus.OPENED, "opened"): "The signer has opened the document already.",
        (SignerStatus.AUTHENTICATED, "opened"): "The signer has opened the document already.",
        (SignerStatus.AUTHENTICATED, "authenticated"): "The signer has been identified already.",
        (SignerStatus.CONSENTED, "opened"): "The signer has opened the document already.",
        (SignerStatus.CONSENTED, "authenticated"): "The signer has been identified already.",
        (SignerStatus.CONSENTED, "consented"): "The signer has consented already.",
        (SignerStatus.SIGNED, "signed"): "The signer has signed already.",
        (SignerStatus.DECLINED, "declined"): "The signer has declined to sign already.",
    },
    also_allowed=(
        (SignerStatus.CONSENTED, "marked"),
        (SignerStatus.CONSENTED, "uploaded"),
        (SignerStatus.PENDING, "paper_requested"),
        (SignerStatus.OPENED, "paper_requested"),
        (SignerStatus.AUTHENTICATED, "paper_requested"),
        (SignerStatus.CONSENTED, "paper_requested"),
    ),
    kinds={
        SignerStatus.PENDING: Kind.DRAFT,
        SignerStatus.OPENED: Kind.ACTIVE,
        SignerStatus.AUTHENTICATED: Kind.ACTIVE,
        SignerStatus.CONSENTED: Kind.ACTIVE,
        SignerStatus.SIGNED: Kind.DONE,
        SignerStatus.DECLINED: Kind.ENDED,
    },
)

# What a signer may do next, by status: the names of the public route's actions.
NEXT = {
    SignerStatus.OPENED: "authenticate",
    SignerStatus.AUTHENTICATED: "consent",
    SignerStatus.CONSENTED: "sign",
}
