"""Ends memberships because Clerk did. Clerk may remove an organization's last owner."""

from collections.abc import Iterable

import structlog
from django.db.models import QuerySet

from safeclose.actors import Actor
from workspace.organizations.members import steps
from workspace.organizations.models import Membership, Organization

log = structlog.get_logger("workspace.clerk")


def end(rows: "QuerySet[Membership]", by: Actor) -> None:
    """End those of these memberships that have a user. Their organizations must be locked."""
    ending = rows.exclude(status=Membership.Status.REMOVED).filter(user__isnull=False)
    for membership in ending.select_related("role", "user").order_by("pk").select_for_update(of=("self",)):
        steps.remove_member(membership, by)


def withdraw(rows: "QuerySet[Membership]", by: Actor) -> None:
    """Withdraw those of these memberships that are open invitations. Their organizations must be locked."""
    waiting: QuerySet[Membership] = rows.filter(status=Membership.Status.PENDING, user=None)
    for invitation in waiting.select_related("role").order_by("pk").select_for_update(of=("self",)):
        steps.withdraw_invitation(invitation, by)


def warn_of_ownerless(organizations: Iterable[Organization]) -> None:
    """Log the organizations that have members and no owner."""
    for organization in organizations:
        members = Membership.objects.active().filter(organization=organization)
        if members.exists() and not members.owners().exists():
            log.warning("organization_without_owner", organization=organization.pk)
