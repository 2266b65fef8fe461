"""Functions of other apps that run in the same transaction when a membership begins, changes or ends.

Handlers of events would not do: they run as jobs, later, and a removed member must lose all rights at once.
"""

from collections.abc import Callable

from safeclose.actors import Actor
from safeclose.records.transactions import assert_in_action
from workspace.organizations.models import Membership

Follower = Callable[[Membership, Actor], None]
_followers: list[Follower] = []


def on_membership_written(follower: Follower) -> Follower:
    """Mark a function to run for each membership of a user that was written, with its new status and role.

    It runs inside the action, and is safe to run twice. The module must be loaded when its app is ready.
    """
    _followers.append(follower)
    return follower


def run_hooks(membership: Membership, by: Actor) -> None:
    """Call this after a membership's status or role was saved."""
    assert_in_action()
    if membership.user_id is not None:
        for follower in _followers:
            follower(membership, by)
