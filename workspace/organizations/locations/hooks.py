"""Functions of other apps that run in the same transaction before a location is deleted."""

from collections.abc import Callable

from safeclose.actors import Actor
from safeclose.records.transactions import assert_in_action
from safeclose.registry import Registry
from workspace.organizations.models import Location

# Called before a locked location is deleted, inside the action: for rows that are deleted with it, where events have to
# be published about them.
Hook = Callable[[Location, Actor], None]
location_deletion_hooks: Registry[Hook] = Registry("hooks of deleted locations")


def run_hooks(location: Location, by: Actor) -> None:
    """Call this before a location is deleted."""
    assert_in_action()
    for hook in location_deletion_hooks.all().values():
        hook(location, by)
