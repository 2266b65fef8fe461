"""Creates the deliveries of an event, in the transaction that publishes it."""

from typing import Any

import orjson

from safeclose import clock, jobs
from safeclose.records import ids
from safeclose.records.prepared import preparing_cursor
from safeclose.records.transactions import assert_in_action
from workspace.events.models import Event
from workspace.webhooks.models import EVERYTHING, TEST, Delivery

TASK = "deliver_webhook"
# Every event asks this, and most find none: Django takes longer to write it than PostgreSQL to answer.
# A test goes to its own webhook.
WANTING = """
SELECT id FROM workspace_webhook
WHERE organization_id = %(organization)s AND active
    AND CASE WHEN %(webhook)s::uuid IS NULL THEN events && %(events)s::varchar[] ELSE id = %(webhook)s::uuid END
ORDER BY id
"""


def create_deliveries(event: Event) -> list[Delivery]:
    """A delivery, and the job of its first try, for each webhook that wants the event. One query where none does."""
    assert_in_action()
    if event.organization_id is None:
        return []
    wanting = _wanting(event)
    if not wanting:
        return []
    body, at = body_of(event), clock.now()
    rows = [Delivery(webhook_id=webhook_id, event=event, body=body, next_try_at=at) for webhook_id in wanting]
    for delivery in Delivery.objects.bulk_create(rows):
        jobs.queue(TASK, delivery_id=delivery.id, number=delivery.queued)
    return rows


def _wanting(event: Event) -> list[str]:
    """Ids of the webhooks that want it."""
    values = {
        "organization": event.organization_id,
        "webhook": ids.to_uuid("whk", event.subject_id) if event.type == TEST else None,
        "events": [event.type, EVERYTHING],
    }
    with preparing_cursor() as cursor:
        cursor.execute(WANTING, values)
        return [ids.from_uuid("whk", webhook_id) for (webhook_id,) in cursor.fetchall()]


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
