"""How a person is erased from deliveries."""

from typing import Any

import orjson

from safeclose import clock
from safeclose.proof.commitments import PERSONAL
from safeclose.records.erasure import Person, linked
from workspace.events.forgetting import events_about, is_by, is_of_signer
from workspace.webhooks.lifecycle import DELIVERY
from workspace.webhooks.models import Delivery


def deliveries(person: Person) -> int:
    """Erase the whole body of a delivery that has personal data. Such a delivery is not sent again."""
    kept = Delivery.objects.exclude(body=None)
    near = kept.filter(event__in=events_about(person).values("pk")).values("pk")
    rows = kept.filter(pk__in=linked(person, kept, "body").values("pk")) | kept.filter(pk__in=near)
    lost = [row for row in rows.select_related("event") if _is_theirs(person, row)]
    return sum(_lose(row) for row in lost)


def _is_theirs(person: Person, row: Delivery) -> bool:
    """A namesake's is not: names count where the event is linked to the person."""
    content, event = _content(row), row.event
    if is_by(person, event) or is_of_signer(person, event):
        return bool((PERSONAL - {"title"}) & content["data"].keys()) or person.is_named_in(content)
    is_about = (event.subject_type, event.subject_id) in person.ids
    return (is_about or person.is_linked_to(content)) and person.is_named_in(content)


def _content(row: Delivery) -> dict[str, Any]:
    content: dict[str, Any] = orjson.loads(row.body or "{}")
    return content


def _lose(row: Delivery) -> int:
    row.body = None
    if DELIVERY.allows(row.status, "cancelled"):
        row.status, row.error = DELIVERY.after(row.status, "cancelled"), "What was to be sent was erased."
        row.next_try_at, row.finished_at = None, clock.now()
    row.save()
    return 1
