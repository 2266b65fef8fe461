"""What apps above the workspace put into the navigation. Imports point down only, so they come here themselves."""

from collections.abc import Callable, Mapping
from typing import Any

from workspace.identity.models import User

Part = Callable[[User], Mapping[str, Any]]


def _nothing_to_sign(user: User) -> Mapping[str, Any]:
    """The signing part of someone who has none of its roles."""
    caps = {"canListOrganizations": False, "canViewSignerAssignments": False, "manager": None, "admin": None}
    return {"resolvedRoles": [], "caps": caps}


_parts: dict[str, Part] = {"signing": _nothing_to_sign}


def fills(name: str) -> Callable[[Part], Part]:
    """Mark a function as the one that answers this part: `@fills("signing")`, in a module that its app loads when
    it is ready. The shape is that of `workspace.menu.serializers`.
    """

    def register(part: Part) -> Part:
        if name not in _parts:
            raise KeyError(f"The navigation has no part {name!r}.")
        _parts[name] = part
        return part

    return register


def part(name: str, user: User) -> Mapping[str, Any]:
    """That part, as it is for this user; raises KeyError for a name that is none."""
    return _parts[name](user)
