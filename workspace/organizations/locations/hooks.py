"""What apps above the workspace write, in the same transaction, when a location is deleted; as for memberships."""

from collections.abc import Callable

from safeclose.actors import Actor
from safeclose.records.transactions import assert_in_action
from workspace.organizations.models import Location

Follower = Callable[[Location, Actor], None]
_followers: list[Follower] = []


def before_location_deletion(follower: Follower) -> Follower:
    """Mark a function to run before a locked location is deleted, inside the action.

    For rows that go with it, where that has to be told. The module must be loaded when its app is ready.
    """
    _followers.append(follower)
    return follower


def run_hooks(location: Location, by: Actor) -> None:
    """Call this before a location is deleted."""
    assert_in_action()
    for follower in _followers:
        follower(location, by)
