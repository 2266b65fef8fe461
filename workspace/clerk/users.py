"""Steps with users, as Clerk tells of them."""

from safeclose.actors import Actor
from workspace.clerk import membership_endings, object_records, payloads
from workspace.clerk.models import ClerkRecord
from workspace.events import bus
from workspace.identity.models import User
from workspace.organizations.members.steps import claim_invitations
from workspace.organizations.models import Membership, Organization

KIND = ClerkRecord.Kind.USER


def told(user: payloads.User, by: Actor) -> bool:
    """Name, addresses and image as they are now; a verified address claims what it was invited to. True for news."""
    record = object_records.locked({user.id: KIND})[user.id]
    row = present(user.id)
    if not object_records.told(record, updated_at=user.updated_at):
        return False
    was_verified = (row.email, row.email_verified) == (user.email, True)
    row.email, row.email_verified = user.email, user.email_verified
    row.name, row.image_url = row.name if row.is_named_here else user.name, user.image_url
    row.save(update_fields=["email", "email_verified", "name", "image_url"])
    _follow_ban(row, record, is_banned=bool(user.banned))
    claim_invitations(row.pk)
    if user.email_verified and not was_verified:
        bus.publish("user.verified", about=row, by=by)
    return True


def _follow_ban(row: User, record: ClerkRecord, *, is_banned: bool) -> None:
    """Who is banned at Clerk can't sign in, also with a token that is still valid, until the ban ends.

    Their memberships stay. Who was locked out here, or is deleted, stays out.
    """
    is_new = is_banned and row.is_active
    is_over = record.is_banned and not is_banned
    if not (is_new or is_over):
        return
    record.is_banned = is_new
    record.save(update_fields=["is_banned"])
    row.is_active = is_over and not record.is_deleted
    row.save(update_fields=["is_active"])
    membership_endings.warn_of_ownerless(
        Organization.objects.filter(memberships__in=Membership.objects.active().filter(user=row))
    )


def deleted(user: payloads.Deleted, by: Actor) -> bool:
    """The user can't sign in, and belongs nowhere.

    Also one who was never seen here: a last session token may still be on its way.
    """
    record = object_records.locked({user.id: KIND})[user.id]
    row = present(user.id)
    if not object_records.deleted(record):
        return False
    row.is_active = False
    row.save(update_fields=["is_active"])
    memberships = Membership.objects.filter(user=row)
    organizations = Organization.objects.filter(memberships__in=memberships.present())
    places = list(organizations.order_by("pk").select_for_update(of=("self",)))
    membership_endings.end(memberships, by)
    membership_endings.warn_of_ownerless(places)
    return True


def present(clerk_user_id: str) -> User:
    """The user of a Clerk id, locked; made without any rights if need be.

    Not the whole lock: here the user comes before the organization. Actions that hold the organization refer to users
    (who invited, who manages), and would wait for the whole lock while this waits for them.
    """
    rows = User.objects.filter(clerk_user_id=clerk_user_id)
    found = rows.select_for_update(no_key=True).first()
    if found:
        return found
    user = User(clerk_user_id=clerk_user_id)
    user.set_unusable_password()
    User.objects.bulk_create([user], ignore_conflicts=True)
    return rows.select_for_update(no_key=True).get()


def introduced(record: ClerkRecord, member: payloads.PublicUser) -> User:
    """The user of a membership, locked as its record is. Until more is told of them, the name in it serves."""
    row = present(member.user_id)
    if not record.updated_at and not row.name:
        row.name, row.image_url = member.name, member.image_url
        row.save(update_fields=["name", "image_url"])
    return row
