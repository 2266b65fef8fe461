"""What is written about touches: made when they are due, claimed to be sent, and how it went."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from procrastinate.contrib.django.models import ProcrastinateJob

from documents.chattel.compliance import steps as compliance
from documents.chattel.loans.models import Loan
from documents.chattel.loans.steps import loan_of
from documents.chattel.outreach import cadence
from documents.chattel.outreach.hours import SEND_TIMEOUT, allowed, zone_of
from documents.chattel.outreach.lifecycle import TOUCH, TouchStatus
from documents.chattel.outreach.models import Campaign, Touch
from documents.chattel.outreach.opt_outs import steps as opt_outs
from documents.chattel.outreach.senders import steps as senders
from documents.chattel.outreach.touches.recipients import ADDRESSES, Message, message_of
from documents.chattel.register import steps
from documents.chattel.register.models import ChattelDocument
from safeclose import clock, jobs
from safeclose.actors import Actor
from safeclose.messages.delivery import Receipt
from safeclose.messages.names import carries_address
from safeclose.records.rows import locked
from safeclose.records.transactions import action
from workspace.sending import allowances
from workspace.sending.allowances import Kind
from workspace.sending.outcomes.steps import record_sent as record_message

TRIES = 5
TO_BEGIN = timedelta(seconds=10)  # out of SEND_TIMEOUT; what is left is for the sending itself
OPEN = ["todo", "doing"]


@dataclass(frozen=True)
class Claim:
    """The right to send one message, until an instant; nobody else has it meanwhile."""

    touch_id: int
    until: datetime
    message: Message


@action
def record_due(*, campaign_id: str, by: Actor) -> None:
    """Make the touches of a campaign that are due now, and plan the next; nothing, where none is due."""
    campaign = _lock(campaign_id)
    now = clock.now()
    if campaign is None or campaign.next_touch_at is None or campaign.next_touch_at > now:
        return
    document, zone = campaign.document, zone_of(campaign)
    loan = loan_of(document)
    if loan is None or loan.status != Loan.Status.BEHIND:
        _end(campaign, reason="loan_is_not_behind" if loan else "loan_was_removed", by=by)
        return
    opening = allowed(now, zone)
    if opening > now:
        _plan(campaign, opening)
        return
    campaign.touches_made += 1
    for channel in campaign.channels:
        _make(campaign, channel, loan, by)
    _plan(campaign, cadence.next_touch(campaign.cadence, start=campaign.created_at, after=now, zone=zone))


@action
def record_claim(*, touch_id: int, by: Actor) -> Claim | None:
    """The message of a touch that is due, for whoever asks first; None where it may not be sent, now or ever."""
    touch = _lock_touch(touch_id)
    if touch is None or touch.status != TouchStatus.DUE:
        return None
    campaign, now = touch.campaign, clock.now()
    loan = loan_of(campaign.document)
    if reason := _objection(campaign, touch.channel, loan):
        _leave(touch, "skipped", by, reason=reason)
        return None
    opening = allowed(now, zone_of(campaign))
    if opening > now:
        jobs.queue("send_touch", at=opening, touch_id=touch.pk)
        return None
    assert loan is not None
    message = message_of(touch, loan)
    if reason := _refusal(touch, message):
        _leave(touch, "skipped", by, reason=reason)
        return None
    touch.status, touch.claimed_at, touch.tries = TOUCH.after(touch.status, "claimed"), now, touch.tries + 1
    touch.save(update_fields=["status", "claimed_at", "tries"])
    return Claim(touch.pk, now + TO_BEGIN, message)


@action
def record_sent(*, claim: Claim, receipt: Receipt, by: Actor) -> None:
    """It was handed over."""
    record_message(receipt, kind="touch", subject_id=claim.touch_id, what="touch")
    _finish(claim, "sent", by, receipt=receipt.message_id)


@action
def record_failed(*, claim: Claim, reason: str, code: int | None = None, by: Actor) -> None:
    """It was not, and never will be; or no one knows, and to try again could be to send it twice."""
    _finish(claim, "failed", by, reason=reason, **({"code": code} if code else {}))


@action
def record_put_back(*, claim: Claim, by: Actor) -> bool:
    """It was not handed over, and may be tried again: whether it may, after so many tries."""
    touch = _claimed(claim)
    if touch is None:
        return False
    if touch.tries >= TRIES:
        _leave(touch, "failed", by, reason="gateway_does_not_answer")
        return False
    touch.status = TOUCH.after(touch.status, "put_back")
    touch.save(update_fields=["status"])
    return True


@action
def record_abandoned(*, touch_id: int, by: Actor) -> None:
    """Whoever claimed it has died. It may have been sent, so it is not sent again."""
    touch = _lock_touch(touch_id)
    if touch is None or touch.status != TouchStatus.SENDING:
        return
    if touch.claimed_at and touch.claimed_at <= clock.now() - SEND_TIMEOUT:
        _leave(touch, "failed", by, reason="interrupted")


@action
def queue_lost(*, touch_id: int) -> None:
    """Queue the sending of a touch whose job was lost."""
    waiting = ProcrastinateJob.objects.filter(task_name="send_touch", status__in=OPEN, args={"touch_id": touch_id})
    if not waiting.exists():
        jobs.queue("send_touch", touch_id=touch_id)


def _lock(campaign_id: str) -> Campaign | None:
    """The campaign with its document, both locked; None where it is gone or has ended."""
    found = Campaign.objects.filter(id=campaign_id).values_list("document__owner_id", "document_id").first()
    if found is None:
        return None
    document = steps.lock(*found)
    campaign: Campaign = locked(Campaign.objects.filter(document=document), id=campaign_id)
    campaign.document = document
    return campaign if campaign.active else None


def _lock_touch(touch_id: int) -> Touch | None:
    """The touch with campaign and document, all locked; None where it is gone."""
    found = Touch.objects.select_related("campaign__document").filter(pk=touch_id).first()
    if found is None:
        return None
    document: ChattelDocument = steps.lock(found.campaign.document.owner_id, found.campaign.document_id)
    touch: Touch = locked(Touch.objects.all(), also=("campaign",), id=touch_id)
    touch.campaign.document = document
    return touch


def _claimed(claim: Claim) -> Touch | None:
    touch = _lock_touch(claim.touch_id)
    return touch if touch and touch.status == TouchStatus.SENDING else None


def _make(campaign: Campaign, channel: str, loan: Loan, by: Actor) -> None:
    detail: dict[str, object] = {"touch": campaign.touches_made}
    reason = _objection(campaign, channel, loan)
    if reason:
        _log("touch_skipped", campaign, channel, by, {**detail, "reason": reason})
    elif channel == "call":  # people call people
        _log("call_due", campaign, channel, by, detail)
    else:
        touch = Touch.objects.create(campaign=campaign, number=campaign.touches_made, channel=channel)
        jobs.queue("send_touch", touch_id=touch.pk)


def _objection(campaign: Campaign, channel: str, loan: Loan | None) -> str | None:
    """Why the borrower must not be reached by this channel.

    Whether an address was opted out elsewhere is told to approved senders only.
    """
    # An opt-out holds for the borrower, so for all campaigns on the document.
    if Campaign.objects.filter(document=campaign.document, opted_out__contains=[channel]).exists():
        return "opted_out"
    if loan is None or loan.status != Loan.Status.BEHIND:
        return "loan_is_not_behind" if loan else "loan_was_removed"
    if reason := senders.objection(senders.sender_of(campaign)):
        return reason
    if not ADDRESSES[channel](loan):
        return "no_address"
    return "opted_out" if opt_outs.is_opted_out(loan, channel) else None


def _refusal(touch: Touch, message: Message) -> str | None:
    """Why this message must not be sent; it is counted where there is no reason, and once however often it is tried."""
    if any(carries_address(name) for name in (message.sender, message.provider, message.name)):
        return "address_in_name"
    if touch.tries:
        return None
    used_up = allowances.take(
        allowances.to_recipient(Kind.OUTREACH, message.to), senders.sender_of(touch.campaign).allowance
    )
    return f"{used_up.of}_limit_reached" if used_up else None


def _plan(campaign: Campaign, at: datetime | None) -> None:
    campaign.next_touch_at = at
    campaign.save(update_fields=["next_touch_at", "touches_made"])
    if at:
        jobs.queue("touch_borrower", at=at, campaign_id=campaign.id)


def _end(campaign: Campaign, *, reason: str, by: Actor) -> None:
    campaign.active, campaign.next_touch_at = False, None
    campaign.save(update_fields=["active", "next_touch_at"])
    _log("campaign_ended", campaign, None, by, {"reason": reason})


def _finish(claim: Claim, verb: str, by: Actor, **detail: object) -> None:
    if touch := _claimed(claim):
        _leave(touch, verb, by, **detail)


def _leave(touch: Touch, verb: str, by: Actor, **detail: object) -> None:
    """End the locked touch: sent, skipped or failed; and log it."""
    touch.status = TOUCH.after(touch.status, verb)
    touch.save(update_fields=["status"])
    _log(f"touch_{verb}", touch.campaign, touch.channel, by, {"touch": touch.number, **detail})


def _log(action: str, campaign: Campaign, channel: str | None, by: Actor, detail: dict[str, object]) -> None:
    compliance.record(action, campaign.document, campaign_id=campaign.id, by=by, channel=channel, detail=detail)
