"""Steps in a membership's life that are parts of someone's action."""

from django.db.models import QuerySet

from safeclose.actors import Actor
from safeclose.rows import locked
from safeclose.transactions import assert_in_action
from workspace.events import bus
from workspace.identity.emails import folded
from workspace.identity.models import User
from workspace.organizations.models import Membership


def invitations_of(user: User) -> "QuerySet[Membership]":
    """What someone may claim: the invitations to their present e-mail address, if it is a verified one."""
    email = folded(user.email) if user.email_verified and user.is_active else ""
    rows: QuerySet[Membership] = Membership.objects.invitations().filter(invited_email=email)
    return rows if email else rows.none()


def claim_invitations(user_id: int) -> list[Membership]:
    """Make them memberships of this user; answers those that have become active.

    To be called by every action that learns of an e-mail address that it is verified, after writing it to the user:
    the address counts that the row holds now, never one that the caller has in hand. Who was removed and invited
    again is a member again; who is a member already stays one, with the role they have.
    """
    user = locked(User.objects.all(), id=user_id)
    waiting = invitations_of(user).order_by("id").select_for_update()
    return [membership for membership in waiting if _claimed(membership, user)]


def _claimed(invitation: Membership, user: User) -> bool:
    rows = Membership.objects.filter(organization=invitation.organization_id, user=user)
    earlier = rows.select_for_update().first()
    if earlier and earlier.status == Membership.Status.ACTIVE:
        invitation.delete()
        return False
    if earlier:
        earlier.delete()
    invitation.user, invitation.status = user, Membership.Status.ACTIVE
    invitation.save(update_fields=["user", "status"])
    tell("member.joined", invitation, user.acting())
    return True


def tell(type: str, membership: Membership, by: Actor) -> None:
    """Publish what happened to a member. Without the e-mail address: events stay, and people may ask to be erased."""
    assert_in_action()
    bus.publish(
        type,
        subject_type="member",
        subject_id=str(membership.pk),
        by=by,
        organization_id=membership.organization_id,
        data={
            "userId": None if membership.user_id is None else str(membership.user_id),
            "roleSlug": membership.role.slug,
        },
    )
