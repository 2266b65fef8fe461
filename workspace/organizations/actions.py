"""What is written about organizations themselves."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from safeclose import jobs
from safeclose.actors import Actor
from safeclose.gateways import clerk
from safeclose.records import rows
from safeclose.records.rows import locked
from safeclose.records.transactions import action
from workspace.events import bus
from workspace.identity.models import User
from workspace.organizations.constraints import unique
from workspace.organizations.defaults import create_defaults
from workspace.organizations.members import hooks
from workspace.organizations.models import OWNER, Membership, Organization
from workspace.organizations.rights import locked_rights

SLUG_TAKEN = "There is another organization with this slug."


@action
def create(*, name: str, slug: str, by: Actor) -> Membership:
    """A new organization, which becomes its maker's active one; the maker's membership in it, as owner.

    Raises Conflict where the slug is taken.
    """
    user = locked(User.objects.all(), id=by.user_id)
    with unique("organization_slug_is_unique", SLUG_TAKEN):
        organization = Organization.objects.create(name=name, slug=slug)
    create_defaults(organization)
    role = organization.roles.get(slug=OWNER)
    membership: Membership = Membership.objects.create(organization=organization, user=user, role=role)
    user.active_organization = organization
    user.save(update_fields=["active_organization"])
    bus.publish("organization.created", about=organization, by=by)
    _make_nameable(organization)
    hooks.run_hooks(membership, by)
    return membership


@action
def change_settings(*, organization_id: int, changes: Mapping[str, Any], by: Actor) -> Organization:
    """Change `name`, `slug`, `timezone`, `brand`, each optional; in the brand, None takes a value away.

    Raises Forbidden for a part that the caller may not change, Conflict where the slug is taken.
    """
    rights = locked_rights(organization_id=organization_id, by=by, needs=("orgSettings", "brand"))
    for part in changes:
        rights.require("brand" if part == "brand" else "orgSettings")
    organization = rights.organization
    if "brand" in changes:
        changes = {**changes, **_branded(organization, changes["brand"])}
    with unique("organization_slug_is_unique", SLUG_TAKEN):
        changed = rows.change(organization, changes)
    if changed:
        if "slug" in changed:
            _make_nameable(organization)
        parts = list(dict.fromkeys("brand" if one == "logo_sha256" else one for one in changed))
        bus.publish("organization.updated", about=organization, by=by, data={"changed": parts})
    return organization


@action
def change_logo(*, organization_id: int, sha256: str | None, by: Actor) -> Organization:
    """`sha256`: of a stored picture as `logo.png_of` makes it; None to take the logo away."""
    organization = locked_rights(organization_id=organization_id, by=by, needs="brand").organization
    if rows.change(organization, {"logo_sha256": sha256}):
        bus.publish("organization.updated", about=organization, by=by, data={"changed": ["brand"]})
    return organization


def _make_nameable(organization: Organization) -> None:
    """Have it made at Clerk too, so that tokens can name it. Without a secret key its owner makes it there."""
    if organization.clerk_org_id:
        return
    if clerk.is_development():
        organization.clerk_org_id = f"org_development_{organization.pk}"
        organization.save(update_fields=["clerk_org_id"])
    elif settings.CLERK_SECRET_KEY:
        jobs.queue("create_clerk_organization", organization_id=organization.pk)


def _branded(organization: Organization, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The columns, by name. A `logoUrl` that is not the one that is shown ends the uploaded logo."""
    if "logoUrl" in changes and changes["logoUrl"] == organization.full_brand["logoUrl"]:
        changes = {key: value for key, value in changes.items() if key != "logoUrl"}
    brand = {key: value for key, value in {**organization.brand, **changes}.items() if value is not None}
    return {"brand": brand, "logo_sha256": None} if "logoUrl" in changes else {"brand": brand}
