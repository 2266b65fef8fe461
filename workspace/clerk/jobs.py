"""What Clerk is told of."""

import structlog
from django.conf import settings
from procrastinate.contrib.django import app

from safeclose.gateways.clerk_backend import Backend
from safeclose.jobs import FOR_A_DAY
from workspace.clerk import actions, payloads
from workspace.organizations.models import Membership, Organization

log = structlog.get_logger("workspace.clerk")


@app.task(name="create_clerk_organization", queue="clerk", retry=FOR_A_DAY)
def create_at_clerk(*, organization_id: int) -> None:
    """Make Clerk's organization for one that was founded here, and keep its id.

    Safe to repeat: what an earlier try has made, and did not live to record, is found by its slug. Does nothing where
    the slug is someone else's at Clerk; `doctor` shows such organizations.
    """
    organization = Organization.objects.filter(pk=organization_id, clerk_org_id=None).first()
    owner_ids = _owner_ids(organization_id)
    if organization is None or not owner_ids or not settings.CLERK_SECRET_KEY:
        return
    with Backend(settings.CLERK_SECRET_KEY, settings.CLERK_API_URL) as clerk:
        found = clerk.organization_of_slug(organization.slug)
        if found is None:
            found = clerk.create_organization(name=organization.name, slug=organization.slug, created_by=owner_ids[0])
    told = payloads.Organization.model_validate(found)
    if told.created_by not in owner_ids:
        log.warning("slug_taken_at_clerk", organization=organization_id, clerk_organization=told.id)
    elif not actions.record_founded(organization_id=organization_id, told=told):
        log.warning("organization_not_joined", organization=organization_id, clerk_organization=told.id)


def _owner_ids(organization_id: int) -> list[str]:
    """Clerk's ids of the owners, who has been one for longest first."""
    owners = Membership.objects.owners().filter(organization=organization_id).select_related("user")
    users = [owner.user for owner in owners.order_by("created_at", "pk")]
    return [user.clerk_user_id for user in users if user and user.clerk_user_id]
