"""How a person is erased from the log of events."""

from typing import Any

from django.db.models import QuerySet

from safeclose.proof.commitments import PERSONAL
from safeclose.records.erasure import Person, addressing
from workspace.events.models import Event


def events(person: Person) -> int:
    """Take names and other personal data out of events. The events stay."""
    rows = events_about(person)
    changed = 0
    for event in rows.iterator():
        actor, data = dict(event.actor), dict(event.data)
        if not _concerns(person, event):
            continue
        if is_by(person, event) or person.is_named_in(actor.get("name")):
            actor.pop("name", None)
        about_them = is_by(person, event) or is_of_signer(person, event)
        for key in PERSONAL & data.keys():  # the table's trigger lets no other go
            if person.is_named_in(data[key]) or (about_them and key != "title"):
                del data[key]
        if (actor, data) != (event.actor, event.data):
            changed += Event.objects.filter(pk=event.pk).update(actor=actor, data=data)
    return changed


def events_about(person: Person) -> "QuerySet[Event]":
    """Those that the person may have acted in, be the subject of, or be named in; of others, too, with equal ids."""
    rows: Any = Event.objects.all()
    acted = rows.filter(actor__id__in=[identifier for _, identifier in person.ids])
    about = rows.filter(subject_id__in=[identifier for _, identifier in person.ids])
    signed = rows.filter(data__signerId__in=person.of("signer"))
    addressed = addressing(person, rows, "actor", "data")
    found: QuerySet[Event] = (acted | about | signed | addressed).distinct()
    return found


def _concerns(person: Person, event: Event) -> bool:
    """Whether it is linked to the person by more than an equal number; a namesake's is not."""
    is_about = (event.subject_type, event.subject_id) in person.ids
    told = [event.actor, event.data]
    return is_by(person, event) or is_of_signer(person, event) or is_about or person.is_linked_to(told)


def is_by(person: Person, event: Event) -> bool:
    """Whether the person acted in it; the same id may be another's, of another kind."""
    return (str(event.actor.get("kind")), str(event.actor.get("id"))) in person.ids


def is_of_signer(person: Person, event: Event) -> bool:
    """Whether it tells what they did as a signer."""
    return ("signer", str(event.data.get("signerId"))) in person.ids
