"""The types of Clerk's events, with the function that reads each and the one that applies it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from pydantic import ValidationError

from safeclose.actors import Actor
from safeclose.refusals import Invalid
from workspace.clerk import memberships, organizations, users
from workspace.clerk.payloads import Deleted, Membership, Organization, User

CLERK = Actor("system", "clerk", "Clerk")  # `by` of all that is written because Clerk said so
Reader = Callable[[object], Any]
Step = Callable[[Any, Actor], bool]


@dataclass(frozen=True)
class Change:
    """A parsed event of Clerk."""

    type: str
    told: Any


def _ended(data: object) -> Membership | Deleted:
    """A membership that ends is told as it was, or as little more than its id."""
    try:
        return Membership.model_validate(data)
    except ValidationError:
        return Deleted.model_validate(data)


CHANGES: Mapping[str, tuple[Reader, Step]] = {
    "user.created": (User.model_validate, users.told),
    "user.updated": (User.model_validate, users.told),
    "user.deleted": (Deleted.model_validate, users.deleted),
    "organization.created": (Organization.model_validate, organizations.told),
    "organization.updated": (Organization.model_validate, organizations.told),
    "organization.deleted": (Deleted.model_validate, organizations.deleted),
    "organizationMembership.created": (Membership.model_validate, memberships.told),
    "organizationMembership.updated": (Membership.model_validate, memberships.told),
    "organizationMembership.deleted": (_ended, memberships.deleted),
}


def read(type: str, data: object) -> Change:
    """The change that an event of this type tells; raises Invalid where the data is not what Clerk writes."""
    reader, _ = CHANGES[type]
    try:
        return Change(type, reader(data))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in ("data", *first["loc"]))
        raise Invalid(f"{type}: {where}: {first['msg']}.") from error


def delivered(body: bytes) -> Change | None:
    """The change in a webhook's body, None for an event that is nothing to us; raises Invalid."""
    try:
        event = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Invalid("The body is not valid JSON.") from error
    if not isinstance(event, dict) or not isinstance(event.get("type"), str):
        raise Invalid("The body must be a JSON object with a type.")
    return read(event["type"], event.get("data")) if event["type"] in CHANGES else None


def take_in(change: Change, by: Actor) -> bool:
    """Apply it, inside an action. True where something was new."""
    _, step = CHANGES[change.type]
    return step(change.told, by)
