"""What staff decide about senders of outreach."""

from documents.chattel.outreach.senders import steps
from documents.chattel.outreach.senders.models import OutreachSender
from documents.chattel.outreach.senders.steps import Sender
from safeclose import clock
from safeclose.actors import Actor
from safeclose.records import rows
from safeclose.records.rows import locked
from safeclose.records.transactions import action
from workspace.events import bus


@action
def approve(*, organization_id: int | None = None, user_id: int | None = None, by: Actor) -> OutreachSender:
    """Let an organization, or an account for what it sends without one, send outreach. Exactly one is named."""
    sender = steps.lock(Sender(organization_id, user_id))
    if sender.approved_at is None:
        rows.change(sender, {"approved_at": clock.now()})
        bus.publish("outreach.approved", about=sender, by=by)
    return sender


@action
def revoke_approval(*, sender_id: int, by: Actor) -> None:
    """From now on each touch is skipped."""
    sender = locked(OutreachSender.objects.all(), id=sender_id)
    if rows.change(sender, {"approved_at": None}):
        bus.publish("outreach.approval_revoked", about=sender, by=by)


@action
def lift_pause(*, sender_id: int, by: Actor) -> None:
    """Later touches are sent again. What was skipped meanwhile is not made up for."""
    sender = locked(OutreachSender.objects.all(), id=sender_id)
    if rows.change(sender, {"paused_at": None}):
        bus.publish("outreach.resumed", about=sender, by=by)
