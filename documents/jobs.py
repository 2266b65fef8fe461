"""All jobs of the documents, for the queue to find."""

from documents.chattel.outreach.touches.jobs import send_touch, take_up_touches, touch_borrower
from documents.deals.jobs import advance_deal, spawn_checklist
from documents.obligations.jobs import when_signed
from documents.search.jobs import when_generated

__all__ = [
    "advance_deal", "send_touch", "spawn_checklist", "take_up_touches", "touch_borrower", "when_generated",
    "when_signed",
]  # fmt: skip
