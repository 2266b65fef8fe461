"""What happens after something was written about organizations."""

from procrastinate.contrib.django import app

from safeclose.jobs import FOR_A_DAY
from workspace.organizations.members import actions
from workspace.organizations.members.mail import invitation
from workspace.organizations.models import Membership


@app.task(name="mail_invitation", queue="mail", retry=FOR_A_DAY)
def mail_invitation(*, membership_id: int) -> None:
    """Write to who is invited; not when that was done, or the invitation was claimed or withdrawn meanwhile."""
    waiting = Membership.objects.invitations().filter(pk=membership_id, invitation_sent_at=None)
    for membership in waiting.select_related("organization", "role"):
        invitation(membership).send()
        actions.record_mailed(membership_id=membership_id)
