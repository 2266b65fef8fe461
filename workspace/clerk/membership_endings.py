"""Steps that end memberships by Clerk's word, which knows no rule of the last owner."""

from collections.abc import Iterable

import structlog
from django.db.models import QuerySet

from safeclose.actors import Actor
from workspace.organizations.members import transitions
from workspace.organizations.models import Membership, Organization

log = structlog.get_logger("workspace.clerk")

CLERK = Actor("system", "clerk", "Clerk")


def end(rows: "QuerySet[Membership]") -> None:
    """Of these memberships with a user, none is one any longer. Their organizations are locked."""
    ending = rows.exclude(status=Membership.Status.REMOVED).filter(user__isnull=False)
    for membership in ending.select_related("role", "user").order_by("pk").select_for_update(of=("self",)):
        transitions.remove_member(membership, CLERK)


def withdraw(rows: "QuerySet[Membership]") -> None:
    """Of these memberships, the open invitations can't be claimed any more. Their organizations are locked."""
    waiting: QuerySet[Membership] = rows.filter(status=Membership.Status.PENDING, user=None)
    for invitation in waiting.select_related("role").order_by("pk").select_for_update(of=("self",)):
        transitions.withdraw_invitation(invitation, CLERK)


def warn_of_ownerless(organizations: Iterable[Organization]) -> None:
    """Log where members are left, and no owner among them."""
    for organization in organizations:
        members = Membership.objects.active().filter(organization=organization)
        if members.exists() and not members.owners().exists():
            log.warning("organization_without_owner", organization=organization.pk)
