"""What only the sample of a freehold purchase has."""

from typing import Any

from documents.packs.samples.pages import ADDITIONAL_TERMS, HEATING, UREA_FOAM, WORK_TO_DO


def warranties() -> list[dict[str, Any]]:
    """What sellers of a house state."""
    return [
        {
            "subject": "urea_foam",
            "statement": UREA_FOAM,
            "survives": True,
        },
        {
            "subject": "heating",
            "statement": HEATING,
            "survives": False,
        },
    ]


def schedules() -> list[dict[str, Any]]:
    """Two schedules, together about two pages."""
    return [
        {"title": "Additional terms", "body": ADDITIONAL_TERMS},
        {"title": "Work before completion", "body": WORK_TO_DO},
    ]
