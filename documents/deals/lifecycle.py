"""The stages of a deal. It goes forward only, to any later stage; the last two are never left."""

from django.db.models import TextChoices

from safeclose.records.lifecycle import Kind, Lifecycle


class DealStage(TextChoices):
    NEW = "new"
    OFFER_SUBMITTED = "offer_submitted"
    CONDITIONAL = "conditional"
    FIRM = "firm"
    CLOSING = "closing"
    CLOSED = "closed"
    LOST = "lost"


STAGES = tuple(DealStage)
OPEN = STAGES[:5]
REASONS: dict[str, str] = {
    DealStage.NEW: "is new",
    DealStage.OFFER_SUBMITTED: "has an offer submitted",
    DealStage.CONDITIONAL: "is conditional",
    DealStage.FIRM: "is firm",
    DealStage.CLOSING: "is closing",
    DealStage.CLOSED: "is closed",
    DealStage.LOST: "is lost",
}


def moved_to(stage: str) -> str:
    """The verb that leads to a stage."""
    return f"moved_to_{stage}"


DEAL = Lifecycle(
    noun="deal",
    initial=DealStage.NEW,
    transitions={
        (stage, moved_to(later)): later for number, stage in enumerate(OPEN) for later in STAGES[number + 1 :]
    },
    reasons=REASONS,
    outcomes={
        moved_to(DealStage.NEW): "it can't become new again",
        moved_to(DealStage.OFFER_SUBMITTED): "it can't go back to a submitted offer",
        moved_to(DealStage.CONDITIONAL): "it can't become conditional",
        moved_to(DealStage.FIRM): "it can't become firm",
        moved_to(DealStage.CLOSING): "it can't go back to closing",
        moved_to(DealStage.CLOSED): "it can't be closed",
        moved_to(DealStage.LOST): "it can't be marked as lost",
    },
    sentences={(stage, moved_to(stage)): f"The deal {reason} already." for stage, reason in REASONS.items()},
    kinds={
        DealStage.NEW: Kind.DRAFT,
        DealStage.OFFER_SUBMITTED: Kind.ACTIVE,
        DealStage.CONDITIONAL: Kind.ACTIVE,
        DealStage.FIRM: Kind.ACTIVE,
        DealStage.CLOSING: Kind.ACTIVE,
        DealStage.CLOSED: Kind.DONE,
        DealStage.LOST: Kind.ENDED,
    },
)
