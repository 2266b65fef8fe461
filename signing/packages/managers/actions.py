"""Who may manage packages where. Nobody gives, changes or takes away more than they hold themselves."""

from collections.abc import Mapping

from django.db.models import Exists, OuterRef, QuerySet

from safeclose.actors import Actor
from safeclose.records.rows import found, locked
from safeclose.records.transactions import action
from safeclose.refusals import Conflict, Forbidden, Invalid, Unknown
from signing.packages.identities.access import ManagerAccess
from signing.packages.identities.models import MODULES, Manager, ManagerMembership, SigningAdmin
from signing.packages.managers import steps
from workspace.events import bus
from workspace.identity.emails import folded
from workspace.models import Location, Membership, Organization, User
from workspace.organizations.models import OWNER
from workspace.organizations.rights import Rights, locked_rights

NEEDS = "members"
NOTHING = "Give at least one tier above none, or one switch of the vault."
OWNERS = "An owner has full rights in the whole organization, so there is nothing to give, change or take away."


@action
def appoint(
    *,
    organization_id: int,
    user_id: int | None = None,
    email: str | None = None,
    location_id: int | None,
    tiers: Mapping[str, str],
    vault: Mapping[str, bool],
    by: Actor,
) -> ManagerMembership:
    """Let an active member manage packages, at one location or, without it, in the whole organization.

    The member is named by user or by verified e-mail address. Raises Invalid for who is no such member, and for a
    location that is not the organization's; Conflict for who is a manager there already.
    """
    rights = locked_rights(organization_id=organization_id, by=by, needs=NEEDS)
    membership = _member(rights.organization, user_id, email)
    location = None if location_id is None else _location(rights.organization, location_id)
    assert membership.user is not None
    if membership.role.slug == OWNER:
        raise Conflict(OWNERS)
    row = ManagerMembership(organization=rights.organization, location=location)
    steps.set_rights(row, dict(tiers), dict(vault))
    if row.is_empty:
        raise Invalid(NOTHING)
    _refuse_more_than_held(rights, row, by)
    row.manager = steps.locked_manager(membership.user)
    if ManagerMembership.objects.filter(manager=row.manager, organization=row.organization, location=location).exists():
        raise Conflict("This person is a manager there already.")
    row.save(force_insert=True)
    bus.publish("manager.appointed", about=row, by=by)
    return row


@action
def change(
    *, organization_id: int, manager_id: int, tiers: Mapping[str, str], vault: Mapping[str, bool], by: Actor
) -> ManagerMembership:
    """Change the named tiers and switches; the others stay.

    Raises Invalid where nothing would be left, Conflict for an owner, whose rights are full whatever the row says.
    """
    rights = locked_rights(organization_id=organization_id, by=by, needs=NEEDS)
    row = _locked(rights, manager_id, by)
    if _is_owners(row):
        raise Conflict(OWNERS)
    before = row.rights
    steps.set_rights(row, dict(tiers), dict(vault))
    if row.is_empty:
        raise Invalid(NOTHING)
    _refuse_more_than_held(rights, row, by)
    if row.rights != before:
        row.save(update_fields=[*MODULES, "vault"])
        bus.publish("manager.changed", about=row, by=by)
    return row


@action
def revoke(*, organization_id: int, manager_id: int, by: Actor) -> None:
    """Take these rights away, from the person's next request on, and from what they have not committed yet."""
    rights = locked_rights(organization_id=organization_id, by=by, needs=NEEDS)
    steps.revoke([_locked(rights, manager_id, by)], by)


@action
def appoint_admin(*, user_id: int, by: Actor) -> SigningAdmin:
    """Let someone do everything with packages, everywhere. Only for staff. Raises Conflict for who may already."""
    _refuse_customers(by)
    user = locked(User.objects.all(), id=user_id)
    if not user.is_active or not user.clerk_user_id:
        raise Conflict("This account can't sign in, so it can't be an admin.")
    admin, is_new = SigningAdmin.objects.get_or_create(user=user)
    if not is_new:
        raise Conflict("This person is an admin of signing packages already.")
    bus.publish("signing.admin_appointed", about=user, by=by)
    return admin


@action
def revoke_admin(*, user_id: int, by: Actor) -> None:
    """Take that right away again. Only for staff. Raises Unknown for who is no admin."""
    _refuse_customers(by)
    admin = locked(SigningAdmin.objects.all(), user_id=user_id)
    admin.delete()
    bus.publish("signing.admin_revoked", about=admin.user, by=by)


@action
def record_owner(*, membership_id: int, by: Actor) -> None:
    """Make the row of someone who became an owner while an older version of the service ran."""
    for number in Membership.objects.filter(pk=membership_id).values_list("organization", flat=True):
        locked(Organization.objects.all(), id=number)
    for membership in owners_without_row().filter(pk=membership_id).select_related("user", "role"):
        steps.appoint_owner(membership, by)


def owners_without_row() -> "QuerySet[Membership]":
    """Memberships of owners who can't manage yet what they own."""
    own = ManagerMembership.objects.filter(
        manager__user=OuterRef("user"), organization=OuterRef("organization"), location=None
    )
    rows: QuerySet[Membership] = Membership.objects.owners().filter(~Exists(own))
    return rows


def _member(organization: Organization, user_id: int | None, email: str | None) -> Membership:
    rows = Membership.objects.active().filter(organization=organization).select_related("user", "role")
    if user_id is not None:
        if member := rows.filter(user_id=user_id).first():
            return member
        raise Invalid("userId names no active member of this organization.")
    wanted = folded(email or "")
    # The database's idea of lower case takes look-alikes for one another, so it only narrows the search.
    for member in rows.filter(user__email_verified=True, user__email__iexact=wanted).order_by("pk"):
        if folded(member.email) == wanted:
            return member
    raise Invalid("email is the verified address of no active member of this organization.")


def _location(organization: Organization, location_id: int) -> Location:
    location = Location.objects.filter(organization=organization, id=location_id).first()
    if location is None:
        raise Invalid("locationId names no location of this organization.")
    return location


def _locked(rights: Rights, manager_id: int, by: Actor) -> ManagerMembership:
    """The row, with its manager locked. Raises Forbidden for one that gives more than the caller holds."""
    rows: QuerySet[ManagerMembership] = ManagerMembership.objects.filter(organization=rights.organization)
    manager = found(rows, id=manager_id).manager_id
    list(Manager.objects.filter(pk=manager).select_for_update())
    row = found(rows.select_related("manager__user", "location", "organization"), id=manager_id)
    if row.location_id is None and _is_owners(row):
        raise Conflict(OWNERS)
    _refuse_more_than_held(rights, row, by)
    return row


def _is_owners(row: ManagerMembership) -> bool:
    members = Membership.objects.active().filter(organization=row.organization_id, user=row.manager.user_id)
    return bool(members.filter(role__slug=OWNER).exists())


def _refuse_more_than_held(rights: Rights, row: ManagerMembership, by: Actor) -> None:
    """The organization is locked, so the caller's own rights in it stay as they are; an admin's are locked here."""
    if rights.is_owner:
        return
    assert by.user_id is not None  # others are owners here
    list(SigningAdmin.objects.filter(user=by.user_id).select_for_update(no_key=True))
    own = ManagerAccess.of(User.objects.get(pk=by.user_id))
    if own.admin:
        return
    held = own.held_at(rights.organization, row.location)
    more = [module for module in MODULES if row.tier(module) > max((one.tier(module) for one in held), default=0)]
    more += [switch for switch in row.switches if not any(switch in one.switches for one in held)]
    if more:
        raise Forbidden(f"These rights are more than your own: {', '.join(more)}.")


def _refuse_customers(by: Actor) -> None:
    if by.kind not in ("staff", "system"):
        raise Unknown
