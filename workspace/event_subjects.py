"""What events are about: for each model, the subject that a row is."""

from collections.abc import Callable
from typing import Any

from workspace.events.catalogue import Subject
from workspace.identity.models import User
from workspace.organizations.models import Location, Membership, Organization, Role
from workspace.webhooks.models import Webhook


def _organization(row: Organization) -> Subject:
    return Subject("organization", str(row.pk), row.pk, data={"name": row.name, "slug": row.slug})


def _location(row: Location) -> Subject:
    data = {"name": row.name, "companyId": str(row.company_id)}
    return Subject("location", str(row.pk), row.organization_id, data=data)


def _role(row: Role) -> Subject:
    data = {"name": row.name, "slug": row.slug, "permissions": row.granted}
    return Subject("role", str(row.pk), row.organization_id, data=data)


def _member(row: Membership) -> Subject:
    """Without the e-mail address: events stay, and people may ask to be erased."""
    data = {"userId": None if row.user_id is None else str(row.user_id), "roleSlug": row.role.slug}
    return Subject("member", str(row.pk), row.organization_id, data=data)


def _webhook(row: Webhook) -> Subject:
    data = {"host": row.host, "events": row.events, "active": row.active}
    return Subject("webhook", row.id, row.organization_id, data=data)


def _user(row: User) -> Subject:
    return Subject("user", str(row.pk), user_id=row.pk)


EVENT_SUBJECTS: dict[type[Any], Callable[[Any], Subject]] = {
    Organization: _organization,
    Location: _location,
    Role: _role,
    Membership: _member,
    Webhook: _webhook,
    User: _user,
}
