"""Functions of other apps that run in the same transaction before a location is deleted."""

from collections.abc import Callable

from safeclose.actors import Actor
from safeclose.records.transactions import assert_in_action
from workspace.organizations.models import Location

Follower = Callable[[Location, Actor], None]
_followers: list[Follower] = []


def before_location_deletion(follower: Follower) -> Follower:
    """Mark a function to run before a locked location is deleted, inside the action.

    For rows that are deleted with it, where events have to be published about them. The module must be loaded when its
    app is ready.
    """
    _followers.append(follower)
    return follower


def run_hooks(location: Location, by: Actor) -> None:
    """Call this before a location is deleted."""
    assert_in_action()
    for follower in _followers:
        follower(location, by)
