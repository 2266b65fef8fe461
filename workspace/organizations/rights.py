"""What a user may do in an organization, read from the database."""

from collections.abc import Iterable
from dataclasses import dataclass

from safeclose.actors import Actor
from safeclose.records.rows import found, locked
from safeclose.refusals import Forbidden, Unknown
from workspace.organizations.models import OWNER, PERMISSIONS, Membership, Organization


@dataclass(frozen=True)
class Rights:
    """The permission keys that a user holds. An owner holds all of them, also keys that are added later."""

    organization: Organization
    permissions: frozenset[str]
    is_owner: bool

    def require(self, *needs: str) -> None:
        """Raises Forbidden for a user who holds none of `needs`. Without `needs` nothing is refused."""
        if needs and not self.permissions.intersection(needs):
            raise Forbidden(f"Your role lacks the permission {' or '.join(needs)}.")

    def require_all_of(self, slug: str, permissions: Iterable[str]) -> None:
        """Raises Forbidden for a role with permissions that the user lacks: nobody may give or revoke those."""
        if not (self.is_owner or (slug != OWNER and self.permissions.issuperset(permissions))):
            raise Forbidden(f"The role {slug} gives more than your own.")


def rights_of(membership: Membership) -> Rights:
    role = membership.role
    return Rights(membership.organization, frozenset(role.granted), role.slug == OWNER)


def membership_of(*, organization_id: int, user_id: int) -> Membership:
    """The active membership, with role and organization.

    Raises Unknown without one: strangers must not learn what exists.
    """
    rows = Membership.objects.active().select_related("organization", "role")
    membership: Membership = found(rows, organization_id=organization_id, user_id=user_id)
    return membership


def locked_rights(*, organization_id: int, by: Actor, needs: str | tuple[str, ...]) -> Rights:
    """First step of every action in an organization. Locks its row, so that changes of its members, roles and locations
    run one after the other, and each sees what the one before has written.

    The system and staff may do everything. Raises Unknown for who is no active member, Forbidden for who lacks all of
    `needs`.
    """
    organization = locked(Organization.objects.all(), id=organization_id)
    if by.kind in ("system", "staff"):  # whose right the back office has checked
        return Rights(organization, frozenset(PERMISSIONS), is_owner=True)
    if by.user_id is None:
        raise Unknown
    rights = rights_of(membership_of(organization_id=organization.pk, user_id=by.user_id))
    rights.require(*([needs] if isinstance(needs, str) else needs))
    return rights
