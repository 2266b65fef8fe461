"""What happens after something was written about organizations."""

from procrastinate.contrib.django import app

from safeclose.actors import SYSTEM
from safeclose.jobs import FOR_A_DAY
from safeclose.messages.delivery import Refused, deliver
from workspace.organizations.members import actions
from workspace.organizations.members.letters import invitation
from workspace.organizations.models import Membership


@app.task(name="mail_invitation", queue="mail", retry=FOR_A_DAY)
def mail_invitation(*, membership_id: int) -> None:
    """Mails the invitation. Does nothing if it was mailed, refused, claimed or withdrawn already."""
    waiting = Membership.objects.invitations().filter(invitation_sent_at=None, undelivered_at=None)
    membership = waiting.select_related("organization", "role").filter(pk=membership_id).first()
    if membership is None:
        return
    try:
        receipt = deliver(invitation(membership))
    except Refused as refused:
        actions.record_undelivered(membership_id=membership_id, sentence=str(refused), by=SYSTEM)
        return
    actions.record_mailed(membership_id=membership_id, receipt=receipt)
