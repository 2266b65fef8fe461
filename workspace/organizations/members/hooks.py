"""Functions of other apps that run in the same transaction when a membership begins, changes or ends.

Handlers of events would not do: they run as jobs, later, and a removed member must lose all rights at once.
"""

from collections.abc import Callable

from safeclose.actors import Actor
from safeclose.records.transactions import assert_in_action
from safeclose.registry import Registry
from workspace.organizations.models import Membership

# Called for each membership of a user that was written, with its new status and role. It runs inside the action, and is
# safe to run twice.
Hook = Callable[[Membership, Actor], None]
membership_hooks: Registry[Hook] = Registry("hooks of memberships")


def run_hooks(membership: Membership, by: Actor) -> None:
    """Call this after a membership's status or role was saved."""
    assert_in_action()
    if membership.user_id is not None:
        for hook in membership_hooks.all().values():
            hook(membership, by)
