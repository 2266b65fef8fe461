"""Creates the deliveries of an event, in the transaction that publishes it."""

from typing import Any

import orjson

from safeclose import clock, jobs
from safeclose.records.transactions import assert_in_action
from workspace.events.models import Event
from workspace.webhooks.models import Delivery, Webhook

TASK = "deliver_webhook"


def create_deliveries(event: Event) -> list[Delivery]:
    """A delivery, and the job of its first try, for each webhook that wants the event. One query where none does."""
    assert_in_action()
    if event.organization_id is None:
        return []
    wanting = list(Webhook.objects.wanting(event).order_by("id"))
    if not wanting:
        return []
    body, at = body_of(event), clock.now()
    rows = [Delivery(webhook=webhook, event=event, body=body, next_try_at=at) for webhook in wanting]
    for delivery in Delivery.objects.bulk_create(rows):
        jobs.queue(TASK, delivery_id=delivery.id, number=delivery.queued)
    return rows


def body_of(event: Event) -> str:
    """The JSON that is sent: the event's data, with the event's id and subject under `event`."""
    about = {"id": event.id, "subjectType": event.subject_type, "subjectId": event.subject_id}
    content: dict[str, Any] = {
        "type": event.type,
        "timestamp": clock.iso(event.created_at),
        "organizationId": str(event.organization_id),
        "data": {**event.data, "event": about},
    }
    return orjson.dumps(content).decode()
