"""Closing channels to a borrower, as a part of an action under the lock of the document and its campaign."""

from collections.abc import Iterable

from documents.chattel.compliance import steps as compliance
from documents.chattel.loans.steps import loan_of
from documents.chattel.outreach.models import CHANNELS, Campaign
from documents.chattel.outreach.opt_outs import steps as opt_outs
from documents.chattel.outreach.senders import steps as senders
from safeclose.actors import Actor
from safeclose.records.transactions import assert_in_action


def close_channels(campaign: Campaign, closed: Iterable[str]) -> None:
    """The campaign uses them no more; without any left it ends."""
    assert_in_action()
    campaign.opted_out = [one for one in CHANNELS if one in (*campaign.opted_out, *closed)]
    for one in closed:
        setattr(campaign, one, False)
    if not campaign.channels:
        campaign.active, campaign.next_touch_at = False, None
    campaign.save(update_fields=["opted_out", *CHANNELS, "active", "next_touch_at"])


def after_complaint(campaign: Campaign, by: Actor) -> None:
    """Nothing more is sent to the borrower by anyone, and the sender's outreach is paused. The document is joined."""
    opt_outs.record(loan_of(campaign.document), CHANNELS)
    close_channels(campaign, CHANNELS)
    compliance.record("complaint_recorded", campaign.document, campaign_id=campaign.id, by=by, channel="all")
    senders.pause(senders.sender_of(campaign), by)
