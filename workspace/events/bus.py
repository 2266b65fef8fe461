"""Events are published in the transaction of the change, and handled after it, by jobs."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.db.models import Model
from psycopg.types.json import Jsonb

from safeclose import jobs
from safeclose.actors import Actor
from safeclose.records import ids
from safeclose.records.prepared import preparing_cursor
from safeclose.records.transactions import assert_in_action
from safeclose.registry import Registry
from workspace.events import catalogue
from workspace.events.catalogue import Subject
from workspace.events.models import Event

Handler = Callable[[Event], None]
# Most actions publish, and Django takes longer to write this than PostgreSQL to do it.
COLUMNS = ("type", "organization_id", "user_id", "subject_type", "subject_id", "once", "created_at")
INSERT = """
INSERT INTO workspace_event
    (id, type, organization_id, user_id, subject_type, subject_id, actor, data, once, created_at)
VALUES (%(id)s, %(type)s, %(organization_id)s, %(user_id)s, %(subject_type)s, %(subject_id)s, %(actor)s, %(data)s,
    %(once)s, %(created_at)s)
"""


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
    type: str, *, about: Model | Subject, by: Actor, data: Mapping[str, Any] | None = None, once: bool = False
) -> Event:
    """Write an event and what the `publication_hooks` write for it (such as deliveries to webhooks), and queue a job
    for each of its handlers: all in the action's transaction, or not at all.

    `about`: the row that it happened to, of a model with a declared subject (see event_subjects.py of each app). An
    event about a row that is deleted is published before. `data` is added to the subject's own.
    `once`: the database refuses a second event of this type for this subject. Raises Unlisted for a type that is
    not in the catalogue, and for a key that it does not have.
    """
    assert_in_action()
    subject = about if isinstance(about, Subject) else catalogue.subject_of(about)
    told = {**_own_data(type, subject), **(data or {})}
    catalogue.require(type, told, of_organization=subject.organization_id is not None)
    event = Event(
        type=type,
        organization_id=subject.organization_id,
        user_id=subject.user_id,
        subject_type=subject.type,
        subject_id=subject.id,
        actor={"kind": by.kind, "id": by.id, "name": by.name},
        data=told,
        once=f"{type}:{subject.id}" if once else None,
    )
    _insert(event)
    jobs.queue_each("deliver_event", [{"handler_name": name, "event_id": event.id} for name in handlers_of(type)])
    for hook in publication_hooks.all().values():
        hook(event)
    return event


def _insert(event: Event) -> None:
    values = {name: getattr(event, name) for name in COLUMNS}
    values |= {"id": ids.to_uuid("evt", event.id), "actor": Jsonb(event.actor), "data": Jsonb(event.data)}
    with preparing_cursor() as cursor:
        cursor.execute(INSERT, values)


def _own_data(type: str, subject: Subject) -> dict[str, Any]:
    """Of an organization's subject, the keys that the type has; of others, which declare none, all."""
    if subject.organization_id is None:
        return dict(subject.data)
    keys = catalogue.data_keys(type)
    return {key: value for key, value in subject.data.items() if key in keys}
