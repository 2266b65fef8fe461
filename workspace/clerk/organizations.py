"""Steps with organizations, as Clerk tells of them."""

import structlog
from django.db import IntegrityError, transaction

from safeclose.actors import Actor
from workspace.clerk import membership_endings, object_records, payloads
from workspace.clerk.models import ClerkRecord
from workspace.clerk.slugs import free_slug
from workspace.organizations.defaults import create_defaults
from workspace.organizations.models import Membership, Organization

log = structlog.get_logger("workspace.clerk")

KIND = ClerkRecord.Kind.ORGANIZATION
TRIES = 20


def told(organization: payloads.Organization, by: Actor) -> bool:
    """Name and slug as they are now. True for news."""
    record = object_records.locked({organization.id: KIND})[organization.id]
    is_news = organization.updated_at > record.updated_at
    kept(record, organization)
    return is_news


def deleted(organization: payloads.Deleted, by: Actor) -> bool:
    """No one is a member any longer, and the open invitations are withdrawn."""
    record = object_records.locked({organization.id: KIND})[organization.id]
    row = _locked(organization.id)
    if not object_records.deleted(record):
        return False
    if row:
        memberships = Membership.objects.filter(organization=row)
        membership_endings.end(memberships, by)
        membership_endings.withdraw(memberships, by)
    return True


def kept(record: ClerkRecord, organization: payloads.Organization) -> Organization:
    """The organization, locked, made if need be, and as Clerk describes it if that is newer; its record is locked."""
    row = _locked(organization.id) or _joined(record, organization)
    is_newer = object_records.told(record, updated_at=organization.updated_at)
    if row and not is_newer:
        return row
    is_new, row = row is None, row or Organization(clerk_org_id=organization.id)
    row.name = (organization.name or organization.slug or organization.id)[:120]
    if is_new or organization.slug:
        _save_with_slug(row, organization.slug or row.name)
    else:
        row.save(update_fields=["name"])
    if is_new:
        create_defaults(row)
    return row


def _locked(clerk_org_id: str) -> Organization | None:
    return Organization.objects.filter(clerk_org_id=clerk_org_id).select_for_update().first()


def _joined(record: ClerkRecord, organization: payloads.Organization) -> Organization | None:
    """One that was founded here, and that an owner of it has made at Clerk too, under the same slug.

    Without the owner anyone at Clerk who takes the slug would have the organization.
    """
    if not organization.slug or not organization.created_by or record.is_deleted:
        return None
    rows = Organization.objects.filter(slug=organization.slug, clerk_org_id=None)
    row = rows.select_for_update().first()
    owners = Membership.objects.owners().filter(user__clerk_user_id=organization.created_by)
    if row is None or not owners.filter(organization=row).exists():
        return None
    join(row, organization.id)
    return row


def join(row: Organization, clerk_org_id: str) -> None:
    """Tokens that name this organization of Clerk's act in ours from now on. The row is locked."""
    row.clerk_org_id = clerk_org_id
    row.save(update_fields=["clerk_org_id"])
    log.info("organization_joined", organization=row.pk, clerk_organization=clerk_org_id)


def _save_with_slug(row: Organization, wanted: str) -> None:
    """Another organization may take the slug between the look and the write: then look again."""
    for remaining in reversed(range(TRIES)):
        row.slug = free_slug(wanted, row)
        try:
            with transaction.atomic():
                row.save()
            return
        except IntegrityError:
            if not remaining:
                raise
