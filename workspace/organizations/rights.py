"""What someone may do in an organization, at this moment."""

from collections.abc import Iterable
from dataclasses import dataclass

from safeclose.actors import Actor
from safeclose.records.rows import found, locked
from safeclose.refusals import Forbidden, Unknown
from workspace.organizations.models import OWNER, PERMISSIONS, Membership, Organization


@dataclass(frozen=True)
class Rights:
    """The permission keys that someone holds. An owner holds all, and those that are yet to come."""

    organization: Organization
    permissions: frozenset[str]
    is_owner: bool

    def require(self, *needs: str) -> None:
        """Raises Forbidden without any one of `needs`; nothing needed, nothing refused."""
        if needs and not self.permissions.intersection(needs):
            raise Forbidden(f"Your role lacks the permission {' or '.join(needs)}.")

    def require_all_of(self, slug: str, permissions: Iterable[str]) -> None:
        """Raises Forbidden for a role that gives more than is held here: nobody grants, or takes, beyond that."""
        if not (self.is_owner or (slug != OWNER and self.permissions.issuperset(permissions))):
            raise Forbidden(f"The role {slug} gives more than your own.")


def rights_of(membership: Membership) -> Rights:
    """Of a member, as the rows say that were read."""
    role = membership.role
    return Rights(membership.organization, frozenset(role.granted), role.slug == OWNER)


def membership_of(*, organization_id: int, user_id: int) -> Membership:
    """The active one, with role and organization; raises Unknown: strangers may not know what exists."""
    rows = Membership.objects.active().select_related("organization", "role")
    membership: Membership = found(rows, organization_id=organization_id, user_id=user_id)
    return membership


def locked_rights(*, organization_id: int, by: Actor, needs: str | tuple[str, ...]) -> Rights:
    """First step of every action in an organization: its row is locked, so that those who change its members, roles
    and locations come one after the other, and each is judged by what the one before has left.

    The system and staff may do everything. Raises Unknown for who is no active member, Forbidden for who lacks all of
    `needs`.
    """
    organization = locked(Organization.objects.all(), id=organization_id)
    if by.kind in ("system", "staff"):  # whose right the back office has checked
        return Rights(organization, frozenset(PERMISSIONS), is_owner=True)
    if by.kind != "user":
        raise Unknown
    rights = rights_of(membership_of(organization_id=organization.pk, user_id=int(by.id)))
    rights.require(*([needs] if isinstance(needs, str) else needs))
    return rights
