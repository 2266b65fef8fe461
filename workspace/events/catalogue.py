"""All types of events, with a sentence and the keys of the data of each."""

from collections.abc import Iterable
from typing import NamedTuple

from safeclose.registry import Registry


class EventType(NamedTuple):
    """`data`: the keys that its data can have. A type that is not `is_of_organizations` goes to no webhook."""

    name: str
    sentence: str
    data: frozenset[str]
    is_of_organizations: bool


class Unlisted(ValueError):
    """A type or a key that is not in the catalogue was published."""


class EventTypes(Registry[EventType]):
    """Each type under its own name."""

    def add_types(self, types: Iterable[EventType]) -> None:
        """Raises ImproperlyConfigured where one is there already."""
        for one in types:
            self.add(one.name, one)


event_types = EventTypes("types of events")


def event_type(name: str, sentence: str, data: str = "", *, of_organizations: bool = True) -> EventType:
    """`data` names its keys, separated by spaces."""
    return EventType(name, sentence, frozenset(data.split()), of_organizations)


def require(name: str, data: Iterable[str], *, of_organization: bool) -> None:
    """Raises Unlisted for a type, or a key of an organization's event, that is not in the catalogue."""
    known = event_types.all().get(name)
    if known is None:
        raise Unlisted(f"{name} is not in the catalogue of events.")
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
