"""What is written about roles. Nobody makes, changes or deletes one that gives more than they hold."""

from collections.abc import Mapping, Sequence
from typing import Any

from safeclose.actors import Actor
from safeclose.records import rows
from safeclose.records.rows import locked
from safeclose.records.transactions import action
from safeclose.refusals import Conflict
from workspace.events import bus
from workspace.organizations.constraints import unique, unreferenced
from workspace.organizations.models import OWNER, Membership, Role
from workspace.organizations.rights import locked_rights

SLUG_TAKEN = "There is another role with this slug."


@action
def create(*, organization_id: int, name: str, slug: str, permissions: Sequence[str], by: Actor) -> Role:
    """A role. Raises Forbidden for permissions that the caller lacks, Conflict where the slug is taken."""
    rights = locked_rights(organization_id=organization_id, by=by, needs="roles")
    rights.require_all_of(slug, permissions)
    with unique("role_slug_is_unique_in_organization", SLUG_TAKEN):
        role = Role.objects.create(
            organization=rights.organization, name=name, slug=slug, permissions=list(permissions)
        )
    bus.publish("role.created", about=role, by=by)
    return role


@action
def change(*, organization_id: int, role_id: int, changes: Mapping[str, Any], by: Actor) -> Role:
    """Change `name`, `slug`, `permissions`, each optional. The owner's slug and permissions stay: Conflict."""
    rights = locked_rights(organization_id=organization_id, by=by, needs="roles")
    role = locked(rights.organization.roles.all(), id=role_id)
    if role.slug == OWNER:
        _refuse_another_owner(role, changes)
    rights.require_all_of(role.slug, role.granted)
    wanted = Role(**{"slug": role.slug, "permissions": role.permissions, **changes})
    rights.require_all_of(wanted.slug, wanted.granted)
    with unique("role_slug_is_unique_in_organization", SLUG_TAKEN):
        changed = rows.change(role, changes)
    if changed:
        bus.publish("role.updated", about=role, by=by)
    return role


@action
def delete(*, organization_id: int, role_id: int, by: Actor) -> None:
    """Remove a role that no one has or was invited to; raises Conflict otherwise, and for the owner's."""
    rights = locked_rights(organization_id=organization_id, by=by, needs="roles")
    role = locked(rights.organization.roles.all(), id=role_id)
    if role.slug == OWNER:
        raise Conflict("The role owner can't be deleted.")
    rights.require_all_of(role.slug, role.granted)
    if role.memberships.present().exists():
        raise Conflict("The role is in use, so it can't be deleted.")
    Membership.objects.filter(role=role).delete()  # of people who were removed
    bus.publish("role.deleted", about=role, by=by)
    with unreferenced("The role is in use, so it can't be deleted."):
        role.delete()


def _refuse_another_owner(role: Role, changes: Mapping[str, Any]) -> None:
    if changes.get("slug", OWNER) != OWNER:
        raise Conflict("The role owner keeps its slug.")
    if set(changes.get("permissions", role.granted)) != set(role.granted):
        raise Conflict("The role owner keeps all permissions.")
