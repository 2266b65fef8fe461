"""Who is written to on the sender's side, about something that was sent for signature."""

from workspace.models import Membership, User


def senders(organization_id: int, creator_id: int | None) -> list[int]:
    """Ids of users: who made it; where that person has left the organization or can't sign in, its owners."""
    members = Membership.objects.active().filter(organization=organization_id)
    creators = members.filter(user=creator_id, user__is_active=True)
    reachable = creators if creators.exists() else members.owners()
    return list(reachable.order_by("pk").values_list("user_id", flat=True))


def reply_address(organization_id: int, creator_id: int | None) -> str:
    """Where an answer of a signer goes: to the first of the senders with an address; "" where there is none."""
    users = (reachable_sender(organization_id, user_id) for user_id in senders(organization_id, creator_id))
    return next((user.email for user in users if user), "")


def reachable_sender(organization_id: int, user_id: int) -> User | None:
    """The user, while they are a member who can sign in and has an address to write to."""
    members = Membership.objects.active().filter(organization=organization_id)
    reachable = members.filter(user=user_id, user__is_active=True).exclude(user__email="")
    return User.objects.filter(memberships__in=reachable).first()
