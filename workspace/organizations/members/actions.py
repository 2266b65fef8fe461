"""What is written about members. Nobody invites, changes or removes one whose role gives more than they hold."""

from django.db.models.functions import Lower

from safeclose import clock, jobs
from safeclose.actors import Actor
from safeclose.messages.delivery import Receipt
from safeclose.records.rows import found, locked
from safeclose.records.transactions import action
from safeclose.refusals import Conflict, Invalid, TooMany
from workspace.identity.emails import folded
from workspace.organizations.constraints import unique
from workspace.organizations.members import steps, undelivered
from workspace.organizations.models import OWNER, Membership, Organization, Role
from workspace.organizations.rights import locked_rights
from workspace.sending import allowances
from workspace.sending.allowances import Kind
from workspace.sending.outcomes.steps import record_sent

INVITED_ALREADY = "This e-mail address is invited already."


@action
def invite(*, organization_id: int, email: str, role_slug: str, by: Actor) -> Membership:
    """A PENDING membership for who first signs in with that verified e-mail address; they are written to.

    Raises Invalid for an unknown role, Conflict for a member or who is invited already, TooMany.
    """
    rights = locked_rights(organization_id=organization_id, by=by, needs="members")
    role = _role(rights.organization, role_slug)
    rights.require_all_of(role.slug, role.granted)
    email = folded(email)
    _refuse_member(rights.organization, email)
    with unique("email_is_invited_once", INVITED_ALREADY):
        membership: Membership = Membership.objects.create(
            organization=rights.organization,
            role=role,
            status=Membership.Status.PENDING,
            invited_email=email,
            invited_by_id=by.user_id,
        )
    _count(rights.organization, email, by)
    steps.publish("member.invited", membership, by)
    jobs.queue("mail_invitation", membership_id=membership.pk)
    return membership


@action
def change_role(*, organization_id: int, membership_id: int, role_slug: str | None = None, by: Actor) -> Membership:
    """Give a member, or an invitation, another role. Raises Conflict for the last owner."""
    rights = locked_rights(organization_id=organization_id, by=by, needs="members")
    membership = _locked(rights.organization, membership_id)
    role = membership.role if role_slug is None else _role(rights.organization, role_slug)
    if role == membership.role:
        return membership
    _refuse_last_owner(membership, "demoted")
    rights.require_all_of(membership.role.slug, membership.role.granted)
    rights.require_all_of(role.slug, role.granted)
    membership.role = role
    membership.save(update_fields=["role"])
    steps.publish("member.role_changed", membership, by)
    return membership


@action
def remove(*, organization_id: int, membership_id: int, by: Actor) -> None:
    """A member is one no longer; an invitation is withdrawn. Raises Conflict for the last owner."""
    rights = locked_rights(organization_id=organization_id, by=by, needs="members")
    membership = _locked(rights.organization, membership_id)
    _refuse_last_owner(membership, "removed")
    rights.require_all_of(membership.role.slug, membership.role.granted)
    if membership.user is None:
        steps.withdraw_invitation(membership, by)
    else:
        steps.remove_member(membership, by)


@action
def claim(*, by: Actor) -> None:
    """Someone is signed in: what they were invited to becomes theirs. Does nothing for who is no user."""
    if by.user_id is not None:
        steps.claim_invitations(by.user_id)


@action
def record_mailed(*, membership_id: int, receipt: Receipt) -> None:
    """The mail server has taken the invitation."""
    record_sent(receipt, kind="invitation", subject_id=membership_id, what="invitation")
    invitations = Membership.objects.invitations().filter(pk=membership_id)
    invitations.update(invitation_sent_at=clock.now(), undelivered_at=None)


@action
def record_undelivered(*, membership_id: int, sentence: str, by: Actor) -> None:
    """The mail server refuses the invited address for good. Does nothing if the invitation was claimed or withdrawn."""
    undelivered.mark(membership_id, sentence, by)


def _role(organization: Organization, slug: str) -> Role:
    role = organization.roles.filter(slug=slug).first()
    if role is None:
        raise Invalid("roleSlug names no role of this organization.")
    return role


def _locked(organization: Organization, membership_id: int) -> Membership:
    rows = Membership.objects.present().filter(organization=organization)
    locked(rows, id=membership_id)
    membership: Membership = found(rows.select_related("role", "user", "organization"), id=membership_id)
    return membership


def _refuse_member(organization: Organization, email: str) -> None:
    members = Membership.objects.active().filter(organization=organization, user__email_verified=True)
    if members.alias(folded=Lower("user__email")).filter(folded=email).exists():
        raise Conflict("Who has this e-mail address is a member already.")


def _count(organization: Organization, email: str, by: Actor) -> None:
    """Who invites is counted too: anyone can create organizations. Raises TooMany."""
    counted = [
        allowances.to_recipient(Kind.INVITATIONS, email),
        allowances.of_organization(Kind.INVITATIONS, organization.pk),
    ]
    if by.user_id is not None:
        counted.append(allowances.of_account(Kind.INVITATIONS, by.user_id))
    used_up = allowances.take(*counted)
    if used_up:
        again = allowances.next_day()
        what = "to this address" if used_up.of == "recipient" else "by you or your organization"
        raise TooMany(
            f"No more invitations can be sent {what} today; try again after {again:%Y-%m-%d %H:%M} UTC.",
            seconds=int((again - clock.now()).total_seconds()) + 1,
        )


def _refuse_last_owner(membership: Membership, verb: str) -> None:
    """The organization is locked, so no other owner goes meanwhile."""
    if membership.role.slug != OWNER or membership.status != Membership.Status.ACTIVE:
        return
    others = Membership.objects.owners().filter(organization=membership.organization_id).exclude(pk=membership.pk)
    if not others.exists():
        raise Conflict(f"The last owner can't be {verb}.")
