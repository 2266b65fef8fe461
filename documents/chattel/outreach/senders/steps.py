"""Steps with senders of outreach, as parts of actions."""

from typing import NamedTuple

from documents.chattel.outreach.models import Campaign
from documents.chattel.outreach.senders.models import OutreachSender
from safeclose import clock
from safeclose.actors import Actor
from safeclose.records import rows
from safeclose.records.rows import locked
from workspace.events import bus
from workspace.sending import allowances
from workspace.sending.allowances import Allowance, Kind


class Sender(NamedTuple):
    """An organization or, where there is none, an account."""

    organization_id: int | None
    user_id: int | None

    @property
    def allowance(self) -> Allowance:
        """How many messages it may send in a day."""
        if self.organization_id is not None:
            return allowances.of_organization(Kind.OUTREACH, self.organization_id)
        assert self.user_id is not None
        return allowances.of_account(Kind.OUTREACH, self.user_id)


def sender_of(campaign: Campaign) -> Sender:
    """In whose name a campaign sends; its document is joined."""
    if campaign.organization_id is not None:
        return Sender(campaign.organization_id, None)
    return Sender(None, campaign.document.owner_id)


def objection(sender: Sender) -> str | None:
    """Why it may not send now: `not_approved` or `paused_after_complaint`."""
    row = OutreachSender.objects.filter(**sender._asdict()).first()
    if row is None or row.approved_at is None:
        return "not_approved"
    return "paused_after_complaint" if row.paused_at else None


def lock(sender: Sender) -> OutreachSender:
    """Its row, locked; created where it is missing."""
    OutreachSender.objects.get_or_create(**sender._asdict())
    return locked(OutreachSender.objects.all(), **sender._asdict())


def pause(sender: Sender, by: Actor) -> None:
    """Until staff lift it, nothing is sent in its name."""
    row = lock(sender)
    if row.paused_at is None:
        rows.change(row, {"paused_at": clock.now()})
        bus.publish("outreach.paused", about=row, by=by)
