"""What owners do to campaigns."""

from typing import Any

from documents.chattel.compliance import steps as compliance
from documents.chattel.loans.models import Loan
from documents.chattel.loans.steps import loan_of
from documents.chattel.outreach import cadence, closing, wording
from documents.chattel.outreach.hours import zone_of
from documents.chattel.outreach.models import CHANNELS, Campaign
from documents.chattel.outreach.opt_outs import steps as opt_outs
from documents.chattel.outreach.touches.in_flight import wait_until_none_leaves
from documents.chattel.register import steps
from safeclose import clock, jobs
from safeclose.actors import Actor
from safeclose.records.rows import found, locked
from safeclose.records.transactions import action
from safeclose.refusals import Invalid

NOT_BEHIND = "The loan is not BEHIND."
NO_LOAN = "The document has no loan."


@action
def start(*, owner_id: int, document_id: str, organization_id: int | None, plan: dict[str, Any], by: Actor) -> Campaign:
    """Begin outreach; `plan`: sms, email, call, tone, cadence, notes. Raises Invalid unless the loan is behind."""
    document = steps.lock(owner_id, document_id)
    loan = loan_of(document)
    if loan is None or loan.status != Loan.Status.BEHIND:
        raise Invalid(NOT_BEHIND if loan else NO_LOAN)
    campaign = Campaign(document=document, organization_id=organization_id, created_at=clock.now(), **plan)
    campaign.next_touch_at = cadence.next_touch(
        campaign.cadence, start=campaign.created_at, after=None, zone=zone_of(campaign)
    )
    campaign.save(force_insert=True)
    jobs.queue("touch_borrower", at=campaign.next_touch_at, campaign_id=campaign.id)
    detail = {
        "channels": campaign.channels,
        "tone": wording.tone_of(campaign.tone),
        "cadence": cadence.understood(campaign.cadence),
    }
    compliance.record("campaign_started", document, campaign_id=campaign.id, by=by, detail=detail)
    return campaign


def opt_out(*, owner_id: int, document_id: str, campaign_id: str, channel: str, by: Actor) -> Campaign:
    """Close a channel, or `all`, to the borrower. When this returns, nothing more leaves by it.

    Raises Unknown for a campaign of another document. A message that is leaving just now is waited for.
    """
    closed = CHANNELS if channel == "all" else (channel,)
    campaign = _close(
        owner_id=owner_id, document_id=document_id, campaign_id=campaign_id, channel=channel, closed=closed, by=by
    )
    wait_until_none_leaves(document_id, closed)
    return campaign


@action
def _close(
    *, owner_id: int, document_id: str, campaign_id: str, channel: str, closed: tuple[str, ...], by: Actor
) -> Campaign:
    document = steps.lock(owner_id, document_id)
    campaign: Campaign = locked(Campaign.objects.filter(document=document), id=campaign_id)
    opt_outs.record(loan_of(document), closed)
    if set(closed) <= set(campaign.opted_out):
        return campaign
    closing.close_channels(campaign, closed)
    compliance.record("opt_out", document, campaign_id=campaign.id, by=by, channel=channel)
    return campaign


@action
def record_complaint(*, campaign_id: str, by: Actor) -> None:
    """A borrower complained: nothing more is sent to them by anyone, and the sender's outreach is paused.

    Raises Unknown for a campaign that is gone.
    """
    known = found(Campaign.objects.select_related("document"), id=campaign_id)
    document = steps.lock(known.document.owner_id, known.document_id)
    campaign: Campaign = locked(Campaign.objects.filter(document=document), id=campaign_id)
    campaign.document = document
    closing.after_complaint(campaign, by)
