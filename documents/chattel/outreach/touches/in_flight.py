"""Messages that are being sent at this moment."""

import time
from collections.abc import Collection

from documents.chattel.outreach.hours import SEND_TIMEOUT
from documents.chattel.outreach.models import Touch
from safeclose import clock
from safeclose.records.transactions import assert_no_transaction

POLL_SECONDS = 0.05  # seconds between two looks

sleep = time.sleep


def wait_until_none_leaves(document_id: str, channels: Collection[str]) -> None:
    """Wait for messages that were on their way when their channel was closed; at most as long as one may take.

    None can start meanwhile: whoever claims one looks at the channel under the document's lock.
    """
    assert_no_transaction()
    while Touch.objects.under_way(document_id, clock.now() - SEND_TIMEOUT).filter(channel__in=channels).exists():
        sleep(POLL_SECONDS)


def message_on_its_way(document_id: str) -> str | None:
    """What is being sent is going to be logged."""
    if Touch.objects.under_way(document_id, clock.now() - SEND_TIMEOUT).exists():
        return "A message about it is being sent; try again in a minute."
    return None
