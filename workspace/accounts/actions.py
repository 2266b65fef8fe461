"""What is written about accounts: their names, and who of them may enter the back office."""

from django.contrib.auth.models import Group

from safeclose.actors import Actor
from safeclose.records.rows import found, locked
from safeclose.records.transactions import action
from safeclose.refusals import Conflict
from workspace.events import bus
from workspace.identity.models import User


@action
def rename(*, name: str, by: Actor) -> User:
    """Give the acting person another name, which Clerk does not change any more."""
    user = locked(User.objects.all(), pk=by.user_id)
    if user.name != name:
        user.name, user.is_named_here = name, True
        user.save(update_fields=["name", "is_named_here"])
        bus.publish("user.renamed", about=user, by=by)
    return user


@action
def give_access(*, user_id: int, login: str, group: str, password: str, by: Actor) -> None:
    """Let a person into the back office, in this one group of staff. Raises Conflict for a login that is taken."""
    user = locked(User.objects.all(), pk=user_id)
    if user.is_superuser or not user.is_active:
        raise Conflict("This account's access can't be changed here.")
    if User.objects.filter(username__iexact=login).exclude(pk=user.pk).exists():
        raise Conflict("The login is taken.")
    user.username, user.is_staff = login, True
    user.set_password(password)
    user.save(update_fields=["username", "is_staff", "password"])
    user.groups.set([found(Group.objects.all(), name=group)])
    bus.publish("staff.appointed", about=user, by=by, data={"group": group})


@action
def take_access(*, user_id: int, by: Actor) -> None:
    """Keep a person out of the back office, from their next request on."""
    user = locked(User.objects.all(), pk=user_id)
    if user.is_superuser:
        raise Conflict("This account's access can't be changed here.")
    user.is_staff = False
    user.set_unusable_password()
    user.save(update_fields=["is_staff", "password"])
    user.groups.clear()
    bus.publish("staff.revoked", about=user, by=by)
