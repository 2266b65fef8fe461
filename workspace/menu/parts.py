"""What apps above the workspace contribute to the navigation."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from safeclose.registry import Registry
from workspace.identity.models import User

Part = Callable[[User], Any]  # gives a row for the shape of that part


def _nothing_to_sign(user: User) -> Mapping[str, Any]:
    """The signing part of someone who has none of its roles."""
    caps = {"can_list_organizations": False, "can_view_signer_assignments": False, "manager": None, "admin": None}
    return {"resolved_roles": [], "caps": caps}


# The parts that the navigation has, as they are where no app contributes them. `workspace.menu.serializers` has their
# shape.
DEFAULTS: Mapping[str, Part] = {"signing": _nothing_to_sign}


class MenuParts(Registry[Part]):
    """One function for each of these parts, or none."""

    def add(self, name: str, contribution: Part) -> None:
        """Raises ImproperlyConfigured for a part that the navigation does not have, or that is there already."""
        if name not in DEFAULTS:
            raise ImproperlyConfigured(f"The navigation has no part {name!r}.")
        super().add(name, contribution)


menu_parts = MenuParts("parts of the navigation")


def part(name: str, user: User) -> Any:
    """That part, as it is for this user; raises KeyError for a name that is none."""
    return menu_parts.all().get(name, DEFAULTS[name])(user)
