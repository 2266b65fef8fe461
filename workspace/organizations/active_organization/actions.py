"""The one organization that a person is active in."""

from safeclose.actors import Actor
from safeclose.records.rows import locked
from safeclose.records.transactions import action
from safeclose.refusals import Unknown
from workspace.identity.models import User
from workspace.organizations.models import Membership, Organization


@action
def choose(*, organization_id: int, by: Actor) -> Organization:
    """Make it active; raises Unknown where the caller is no active member."""
    user = locked(User.objects.all(), whole=False, id=by.user_id)
    membership = Membership.objects.active_of(user).filter(organization=organization_id).first()
    if membership is None:
        raise Unknown
    user.active_organization = membership.organization
    user.save(update_fields=["active_organization"])
    return membership.organization


def active_organization_of(*, user: User) -> Organization | None:
    """The active organization: the chosen one; the first by name where none is chosen; None without any.

    A choice of which the person is an active member no longer is cleared.
    """
    memberships, chosen = Membership.objects.active_of(user), user.active_organization_id
    if chosen is not None:
        membership = memberships.filter(organization=chosen).first()
        if membership:
            return membership.organization
        _clear(user_id=user.pk, stale=chosen)
    first = memberships.by_name().first()
    return first.organization if first else None


@action
def _clear(*, user_id: int, stale: int) -> None:
    """Unless another was chosen meanwhile, or the membership is active again."""
    user = locked(User.objects.all(), whole=False, id=user_id)
    is_member = Membership.objects.active_of(user).filter(organization=stale).exists()
    if user.active_organization_id == stale and not is_member:
        user.active_organization = None
        user.save(update_fields=["active_organization"])
