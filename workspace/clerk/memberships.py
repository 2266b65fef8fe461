"""Steps with memberships, as Clerk tells of them."""

from safeclose.actors import Actor
from workspace.clerk import membership_endings, object_records, organizations, payloads, users
from workspace.clerk.models import ClerkRecord
from workspace.clerk.slugs import fitting
from workspace.identity.models import User
from workspace.organizations.defaults import MEMBER
from workspace.organizations.members import steps
from workspace.organizations.models import OWNER, Membership, Organization, Role

KIND = ClerkRecord.Kind.MEMBERSHIP
# With the names that they had before Clerk's roles could be chosen.
ROLES = {"admin": OWNER, "basic_member": MEMBER}


def told(membership: payloads.Membership, by: Actor) -> bool:
    """A user belongs to an organization, in a role; whichever of them is missing here is made. True for news."""
    return _noted(membership, is_over=False, by=by)


def deleted(membership: payloads.Membership | payloads.Deleted, by: Actor) -> bool:
    """A user belongs to an organization no longer. True for news."""
    if isinstance(membership, payloads.Membership):
        return _noted(membership, is_over=True, by=by)
    record = object_records.locked({membership.id: KIND})[membership.id]
    if not object_records.deleted(record):
        return False
    if not ClerkRecord.objects.later_than(record).exists():
        _end(record, by)
    return True


def _noted(membership: payloads.Membership, *, is_over: bool, by: Actor) -> bool:
    member, place = membership.public_user_data, membership.organization
    known = object_records.locked({member.user_id: users.KIND, place.id: organizations.KIND, membership.id: KIND})
    record = known[membership.id]
    user = users.introduced(known[member.user_id], member)
    organization = organizations.kept(known[place.id], place)
    role = _role(organization, membership.role)
    record.clerk_user_id, record.clerk_org_id = member.user_id, place.id
    record.created_at = membership.created_at
    is_newer = object_records.told(record, updated_at=membership.updated_at)
    is_ending = is_over and object_records.deleted(record)
    if (is_newer or is_ending) and not ClerkRecord.objects.later_than(record).exists():
        row = _row(user, organization, role)
        is_gone = any(one.is_deleted for one in known.values())
        status = Membership.Status.REMOVED if is_gone else Membership.Status.ACTIVE
        _write(row, role if is_newer else row.role, status, by)
    return is_newer or is_ending


def _role(organization: Organization, key: str) -> Role:
    """`org:admin` owns; any other has the role of that slug, which gives no rights until someone adds them."""
    name = key.removeprefix("org:")
    slug = ROLES.get(name) or fitting(name)
    role, _ = Role.objects.get_or_create(
        organization=organization, slug=slug, defaults={"name": slug.replace("-", " ").title()}
    )
    return role


def _row(user: User, organization: Organization, role: Role) -> Membership:
    """The one row of this user in this organization, locked; not yet a member if it was missing."""
    Membership.objects.get_or_create(
        user=user, organization=organization, defaults={"role": role, "status": Membership.Status.REMOVED}
    )
    rows = Membership.objects.select_related("role", "organization").select_for_update(of=("self",))
    row: Membership = rows.get(user=user, organization=organization)
    return row


def _write(row: Membership, role: Role, status: str, by: Actor) -> None:
    before, was_owner = (row.status, row.role), row.role.slug == OWNER
    row.status, row.role = status, role
    row.save(update_fields=["status", "role"])
    event = _event(before, (status, role))
    if event == "member.removed":
        steps.after_removal(row, by)
    elif event:
        steps.publish(event, row, by)
    if was_owner:
        membership_endings.warn_of_ownerless([row.organization])


def _event(before: tuple[str, Role], after: tuple[str, Role]) -> str | None:
    was_active, is_active = (status == Membership.Status.ACTIVE for status, _ in (before, after))
    if was_active != is_active:
        return "member.joined" if is_active else "member.removed"
    return "member.role_changed" if is_active and before[1] != after[1] else None


def _end(record: ClerkRecord, by: Actor) -> None:
    place = Organization.objects.filter(clerk_org_id=record.clerk_org_id).select_for_update().first()
    if place:
        members = Membership.objects.filter(organization=place, user__clerk_user_id=record.clerk_user_id)
        membership_endings.end(members, by)
        membership_endings.warn_of_ownerless([place])
