"""The stages of a deal: forward only, to any later one, and out of the last two never."""

from safeclose.records.lifecycle import Lifecycle

STAGES = ("new", "offer_submitted", "conditional", "firm", "closing", "closed", "lost")
OPEN = STAGES[:5]


def moved_to(stage: str) -> str:
    """The verb that leads to a stage."""
    return f"moved_to_{stage}"


DEAL = Lifecycle(
    noun="deal",
    initial="new",
    transitions={
        (stage, moved_to(later)): later for number, stage in enumerate(OPEN) for later in STAGES[number + 1 :]
    },
)
