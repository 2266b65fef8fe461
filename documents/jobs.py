"""All jobs of the documents, for the queue to find."""

from documents.chattel.outreach.touches.jobs import send_touch, take_up_touches, touch_borrower

__all__ = ["send_touch", "take_up_touches", "touch_borrower"]
