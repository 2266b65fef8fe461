"""Invitations that did not arrive."""

from safeclose import clock
from safeclose.actors import Actor
from safeclose.records.rows import change, locked
from safeclose.records.transactions import assert_in_action
from workspace.organizations.members import steps
from workspace.organizations.models import Membership, Organization
from workspace.sending.outcomes.failures import Failure
from workspace.sending.outcomes.models import SentMessage


def record(message: SentMessage, failure: Failure, by: Actor) -> bool:
    """Handler of `failure_handlers`: an invitation came back. False where it was claimed or withdrawn meanwhile."""
    return mark(int(message.subject_id), failure.sentence, by)


def mark(membership_id: int, sentence: str, by: Actor) -> bool:
    """The invited address is refused for good. False where the invitation was claimed or withdrawn."""
    assert_in_action()
    known = Membership.objects.filter(pk=membership_id).values_list("organization_id", flat=True).first()
    if known is None:
        return False
    locked(Organization.objects.all(), id=known)
    invitations = Membership.objects.invitations().select_related("role").select_for_update(of=("self",))
    membership = invitations.filter(pk=membership_id).first()
    if membership is None:
        return False
    change(membership, {"undelivered_at": clock.now(), "invitation_sent_at": None})
    steps.publish("member.undelivered", membership, by, {"reason": sentence})
    return True
