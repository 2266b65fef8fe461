"""How a membership begins and ends. Called inside actions."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from safeclose.actors import Actor
from safeclose.records.rows import locked
from workspace.events import bus
from workspace.identity.emails import folded
from workspace.identity.models import User
from workspace.organizations.members import hooks
from workspace.organizations.models import Membership, Organization


def invitations_of(user: User) -> "QuerySet[Membership]":
    """The invitations that a user may claim: those to their present e-mail address, if it is verified.

    Invitations sent by someone who can't sign in are left out, until that person can, or others withdraw them.
    """
    email = folded(user.email) if user.email_verified and user.is_active else ""
    sent = Q(invited_by=None) | Q(invited_by__is_active=True)
    rows: QuerySet[Membership] = Membership.objects.invitations().filter(sent, invited_email=email)
    return rows if email else rows.none()


def claim_invitations(user_id: int) -> list[Membership]:
    """Make the open invitations memberships of this user. Returns those that became active.

    To be called by every action that learns of an e-mail address that it is verified, after writing it to the user:
    the address counts that the row holds now, never one that the caller has in hand. Who was removed and invited
    again is a member again; who is a member already stays one, with the role they have.
    """
    # Not the whole lock, for who holds an organization may refer to the user. The organizations, as whoever changes
    # their members locks them: an invitation is claimed before or after it is withdrawn, and never meanwhile.
    user = locked(User.objects.all(), whole=False, id=user_id)
    places = Organization.objects.filter(memberships__in=invitations_of(user)).order_by("pk")
    list(places.select_for_update(of=("self",)))
    waiting = invitations_of(user).order_by("id").select_for_update(of=("self",)).select_related("role")
    return [membership for membership in waiting if _claimed(membership, user)]


def _claimed(invitation: Membership, user: User) -> bool:
    rows = Membership.objects.filter(organization=invitation.organization_id, user=user)
    earlier = rows.select_for_update().first()
    if earlier and earlier.status == Membership.Status.ACTIVE:
        withdraw_invitation(invitation, user.acting())
        return False
    if earlier:
        earlier.delete()
    invitation.user, invitation.status = user, Membership.Status.ACTIVE
    invitation.save(update_fields=["user", "status"])
    publish("member.joined", invitation, user.acting())
    return True


def remove_member(membership: Membership, by: Actor) -> None:
    """End a locked membership. The row stays, because evidence refers to it.

    The open invitations in this organization that the member sent end too, and those to their own verified address:
    otherwise the member would be back with the next request.
    """
    membership.status = Membership.Status.REMOVED
    membership.save(update_fields=["status"])
    after_removal(membership, by)


def after_removal(membership: Membership, by: Actor) -> None:
    """The part of `remove_member` after the status REMOVED was saved."""
    publish("member.removed", membership, by)
    for invitation in _invitations_around(membership).select_related("role").order_by("id"):
        withdraw_invitation(invitation, by)


def withdraw_invitation(invitation: Membership, by: Actor) -> None:
    """Delete an invitation, so that it can't be claimed any more."""
    publish("member.removed", invitation, by)
    invitation.delete()


def _invitations_around(membership: Membership) -> "QuerySet[Membership]":
    user = membership.user
    assert user is not None
    own = Q(invited_by=user)
    if user.email_verified and user.email:
        own |= Q(invited_email=folded(user.email))
    rows: QuerySet[Membership] = Membership.objects.invitations().filter(own, organization=membership.organization_id)
    return rows


def publish(type: str, membership: Membership, by: Actor, data: Mapping[str, Any] | None = None) -> None:
    """Publish what happened to a member, and run what must happen with it."""
    bus.publish(type, about=membership, by=by, data=data)
    hooks.run_hooks(membership, by)
