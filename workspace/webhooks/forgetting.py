"""How deliveries forget a person."""

from typing import Any

import orjson

from safeclose import clock
from safeclose.commitments import PERSONAL
from safeclose.erasure import Person, forgets, mentioning
from workspace.erasure.forgetting import events_about
from workspace.webhooks.lifecycle import DELIVERY
from workspace.webhooks.models import Delivery


@forgets("workspace.Delivery.body")
def deliveries(person: Person) -> int:
    """What names them, or holds what they said, is lost whole; such a delivery is never sent again."""
    kept = Delivery.objects.exclude(body=None)
    texts = {person.email, *person.texts}
    written = {orjson.dumps(text).decode()[1:-1] for text in texts}  # a name may have what JSON escapes
    rows = {row.pk: row for row in mentioning(kept, texts | written, "body").iterator()}
    lost = {pk for pk, row in rows.items() if person.is_named_in(_content(row))}
    for row in kept.filter(event__in=events_about(person).values("pk")).iterator():
        if (PERSONAL - {"title"}) & _content(row)["data"].keys():
            rows[row.pk] = row
            lost.add(row.pk)
    return sum(_lose(rows[pk]) for pk in lost)


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
