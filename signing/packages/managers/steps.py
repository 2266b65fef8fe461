"""Steps in the life of a manager's rights that are parts of someone's action.

Whoever gives or takes rights locks the manager's row. What uses them locks it too, at its end (`ManagerAccess.locked`).
"""

from collections.abc import Iterable

from django.db.models import QuerySet

from safeclose.actors import Actor
from safeclose.records.transactions import assert_in_action
from signing.packages.identities.models import VAULT, Manager, ManagerMembership, Tier
from workspace.events import bus
from workspace.models import Location, Membership, User
from workspace.organizations.models import OWNER


def locked_manager(user: User) -> Manager:
    """The manager row of a user, made if need be, and locked. It may be deleted just now: then it is made again."""
    assert_in_action()
    while True:
        Manager.objects.bulk_create([Manager(user=user)], ignore_conflicts=True)
        if found := Manager.objects.filter(user=user).select_for_update().first():
            return found


def follow(membership: Membership, by: Actor) -> None:
    """Rights end with the membership, and an owner manages all of the organization."""
    assert membership.user is not None
    is_active = membership.status == Membership.Status.ACTIVE
    if is_active and membership.role.slug == OWNER:
        appoint_owner(membership, by)
        return
    rows = locked_rows(membership)
    if is_active:  # what was theirs as an owner, and nothing else
        rows = [row for row in rows if row.is_empty]
    revoke(rows, by)


def end_at(location: Location, by: Actor) -> None:
    """Rights at one location end with it."""
    managers = Manager.objects.filter(pk__in=ManagerMembership.objects.filter(location=location).values("manager"))
    list(managers.order_by("pk").select_for_update())
    revoke(ManagerMembership.objects.filter(location=location).select_related("manager").order_by("id"), by)


def appoint_owner(membership: Membership, by: Actor) -> None:
    """The row of an owner. It gives nothing of its own: its rights are full while its manager owns the organization."""
    assert membership.user is not None
    manager = locked_manager(membership.user)
    row, is_new = ManagerMembership.objects.get_or_create(
        manager=manager, organization_id=membership.organization_id, location=None
    )
    if is_new:
        row.is_owners = True
        bus.publish("manager.appointed", about=row, by=by)


def locked_rows(membership: Membership) -> list[ManagerMembership]:
    """All that a member holds in their organization; their manager row is locked."""
    list(Manager.objects.filter(user=membership.user_id).select_for_update())
    rows: QuerySet[ManagerMembership] = ManagerMembership.objects.filter(
        manager__user=membership.user_id, organization=membership.organization_id
    )
    return list(rows.select_related("manager").order_by("id"))


def revoke(rows: Iterable[ManagerMembership], by: Actor) -> None:
    """These rights are no more, and who has none left is no manager. The managers are locked."""
    assert_in_action()
    for row in rows:
        bus.publish("manager.revoked", about=row, by=by)
        manager = row.manager
        row.delete()
        if not manager.memberships.exists():
            manager.delete()


def set_rights(row: ManagerMembership, tiers: dict[str, str], vault: dict[str, bool]) -> None:
    """Change the named ones, without saving."""
    for module, label in tiers.items():
        setattr(row, module, Tier[label.upper()])
    switched = {switch: switch in row.vault for switch in VAULT} | vault
    row.vault = [switch for switch in VAULT if switched[switch]]
