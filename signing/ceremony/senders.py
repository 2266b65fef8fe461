"""Who is written to on the sender's side, about something that was sent for signature."""

from django.db.models import Q

from safeclose.records.prepared import Given, Prepared
from workspace.models import Membership, Organization, User
from workspace.organizations.models import OWNER

# Of an organization, who can sign in, and owns it or is this user.
REACHABLE: Prepared[Membership] = Prepared(
    lambda: (
        Membership.objects.active()
        .filter(Q(role__slug=OWNER) | Q(user=Given("user_id", User._meta.pk)), user__is_active=True)
        .filter(organization=Given("organization_id", Organization._meta.pk))
        .only("user_id")
        .order_by("pk")
    )
)
NOBODY = 0  # no user has this id


def senders(organization_id: int, creator_id: int | None) -> list[int]:
    """Ids of users: who made it; where that person has left the organization or can't sign in, its owners."""
    rows = REACHABLE.rows(organization_id=organization_id, user_id=creator_id or NOBODY)
    users = [row.user_id for row in rows if row.user_id is not None]
    return [creator_id] if creator_id is not None and creator_id in users else users


def reply_address(organization_id: int, creator_id: int | None) -> str:
    """Where an answer of a signer goes: to the first of the senders with an address; "" where there is none."""
    users = (reachable_sender(organization_id, user_id) for user_id in senders(organization_id, creator_id))
    return next((user.email for user in users if user), "")


def reachable_sender(organization_id: int, user_id: int) -> User | None:
    """The user, while they are a member who can sign in and has an address to write to."""
    members = Membership.objects.active().filter(organization=organization_id)
    reachable = members.filter(user=user_id, user__is_active=True).exclude(user__email="")
    return User.objects.filter(memberships__in=reachable).first()
