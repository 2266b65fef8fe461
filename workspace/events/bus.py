"""Events are published in the transaction of the change, and handled after it, by jobs."""

from collections.abc import Callable, Mapping
from typing import Any

from safeclose import jobs
from safeclose.actors import Actor
from safeclose.records.transactions import assert_in_action
from workspace.events import catalogue
from workspace.events.models import Event

Handler = Callable[[Event], None]
_handlers: dict[str, tuple[frozenset[str], Handler]] = {}
Follower = Callable[[Event], object]
_followers: list[Follower] = []


def handles(*types: str, name: str | None = None) -> Callable[[Handler], Handler]:
    """Mark a function to run, as a retried job of its own, for each event of these types.

    It runs at least once, so it must be idempotent. Its jobs call it by name: a handler that moves to another module
    gives its earlier full name as `name`, so that jobs which are queued already find it.
    """

    def register(handler: Handler) -> Handler:
        _handlers[name or f"{handler.__module__}.{handler.__qualname__}"] = (frozenset(types), handler)
        return handler

    return register


def on_publish(follower: Follower) -> Follower:
    """Mark a function to run for each event in the transaction that publishes it: what it writes is committed with the
    event. The module must be loaded when its app is ready.
    """
    _followers.append(follower)
    return follower


def handler(name: str) -> Handler:
    """The handler of that name; raises KeyError."""
    return _handlers[name][1]


def handlers_of(type: str) -> list[str]:
    """The names of all that run for an event of this type."""
    return [name for name, (types, _) in _handlers.items() if type in types]


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
    """Write an event and what the `on_publish` functions write for it (such as deliveries to webhooks), and queue a job
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
    for follower in _followers:
        follower(event)
    return event
