"""Events are published in the transaction of the change, and handled after it, by jobs."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from safeclose import jobs
from safeclose.actors import Actor
from safeclose.records.transactions import assert_in_action
from safeclose.registry import Registry
from workspace.events import catalogue
from workspace.events.models import Event

Handler = Callable[[Event], None]


class EventHandler(NamedTuple):
    """A function that runs, as a retried job of its own, for each event of this type.

    It runs at least once, so it must be idempotent.
    """

    type: str
    run: Handler


# Open jobs hold the names, so a name stays as it is when its function is renamed or moved.
event_handlers: Registry[EventHandler] = Registry("handlers of events")

# Called for each event in the transaction that publishes it: what it writes is committed with the event.
PublicationHook = Callable[[Event], object]
publication_hooks: Registry[PublicationHook] = Registry("hooks of publication")


def handler(name: str) -> Handler:
    """The handler of that name; raises KeyError."""
    return event_handlers.all()[name].run


def handlers_of(type: str) -> list[str]:
    """The names of all that run for an event of this type."""
    return [name for name, handler in event_handlers.all().items() if handler.type == type]


def publish(
    type: str,
    *,
    subject_type: str,
    subject_id: str,
    by: Actor,
    organization_id: int | None = None,
    user_id: int | None = None,
    data: Mapping[str, Any] | None = None,
    once: bool = False,
) -> Event:
    """Write an event and what the `publication_hooks` write for it (such as deliveries to webhooks), and queue a job
    for each of its handlers: all in the action's transaction, or not at all.

    `once`: the database refuses a second event of this type for this subject. Raises Unlisted for a type that is
    not in the catalogue.
    """
    assert_in_action()
    catalogue.require(type, data or (), of_organization=organization_id is not None)
    event = Event.objects.create(
        type=type,
        organization_id=organization_id,
        user_id=user_id,
        subject_type=subject_type,
        subject_id=subject_id,
        actor={"kind": by.kind, "id": by.id, "name": by.name},
        data=data or {},
        once=f"{type}:{subject_id}" if once else None,
    )
    for name in handlers_of(type):
        jobs.queue("deliver_event", handler_name=name, event_id=event.id)
    for hook in publication_hooks.all().values():
        hook(event)
    return event
