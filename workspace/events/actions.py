"""What is written about events beside the events themselves."""

from safeclose import jobs
from safeclose.actors import Actor
from safeclose.records.rows import found
from safeclose.records.transactions import action
from workspace.events import bus
from workspace.events.catalogue import Subject
from workspace.events.models import Event


@action
def replay(*, event_id: str, by: Actor) -> int:
    """Queue each handler of an event once more; how many there are. Handlers are idempotent."""
    event = found(Event.objects.all(), id=event_id)
    names = bus.handlers_of(event.type)
    for name in names:
        jobs.queue("deliver_event", handler_name=name, event_id=event.id)
    if names:
        bus.publish("event.replayed", about=Subject("event", event.id), by=by, data={"handlers": len(names)})
    return len(names)
