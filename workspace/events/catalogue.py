"""All types of events, with a sentence and the keys of the data of each."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from django.db import models

from safeclose.registry import Registry


class EventType(NamedTuple):
    """`data`: the keys that its data can have. A type that is not `is_of_organizations` goes to no webhook."""

    name: str
    sentence: str
    data: frozenset[str]
    is_of_organizations: bool


class Subject(NamedTuple):
    """What an event is about, and whose it is: an organization's, a user's, or nobody's.

    `data`: what all events about it say, as far as their type has these keys.
    """

    type: str
    id: str
    organization_id: int | None = None
    user_id: int | None = None
    data: Mapping[str, Any] = {}


class Unlisted(ValueError):
    """A type or a key that is not in the catalogue was published."""


class EventTypes(Registry[EventType]):
    """Each type under its own name."""

    def add_types(self, types: Iterable[EventType]) -> None:
        """Raises ImproperlyConfigured where one is there already."""
        for one in types:
            self.add(one.name, one)


event_types = EventTypes("types of events")


class EventSubjects(Registry[Callable[[Any], Subject]]):
    """Each model's function from a row to its subject, under the label of the model."""

    def add_subjects(self, subjects: Mapping[type[Any], Callable[[Any], Subject]]) -> None:
        """Raises ImproperlyConfigured where a model has one already."""
        for model, subject in subjects.items():
            self.add(model._meta.label, subject)


event_subjects = EventSubjects("subjects of events")


def subject_of(row: models.Model) -> Subject:
    """Raises Unlisted for a row of a model that has no subject."""
    subject = event_subjects.all().get(row._meta.label)
    if subject is None:
        raise Unlisted(f"No subject of events is declared for {type(row).__name__}.")
    return subject(row)


def data_keys(name: str) -> frozenset[str]:
    """The keys that the data of this type can have. Raises Unlisted."""
    return _known(name).data


def _known(name: str) -> EventType:
    known = event_types.all().get(name)
    if known is None:
        raise Unlisted(f"{name} is not in the catalogue of events.")
    return known


def event_type(name: str, sentence: str, data: str = "", *, of_organizations: bool = True) -> EventType:
    """`data` names its keys, separated by spaces."""
    return EventType(name, sentence, frozenset(data.split()), of_organizations)


def require(name: str, data: Iterable[str], *, of_organization: bool) -> None:
    """Raises Unlisted for a type, or a key of an organization's event, that is not in the catalogue."""
    known = _known(name)
    if of_organization and not known.is_of_organizations:
        raise Unlisted(f"{name} is said to be of no organization.")
    if of_organization and (strange := sorted(set(data) - known.data)):
        raise Unlisted(f"{name} is said to have no {', '.join(strange)}.")


def types() -> list[EventType]:
    """All of them, by name."""
    return [one for _, one in sorted(event_types.all().items())]


def names() -> list[str]:
    """The types that a webhook can ask for."""
    return [one.name for one in types() if one.is_of_organizations]
