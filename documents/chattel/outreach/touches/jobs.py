"""Touches, when they are due, until it is known what became of them."""

from datetime import timedelta

from procrastinate.contrib.django import app

from documents.chattel.outreach.hours import SEND_TIMEOUT
from documents.chattel.outreach.lifecycle import TouchStatus
from documents.chattel.outreach.models import Campaign, Touch
from documents.chattel.outreach.touches import actions
from documents.chattel.outreach.touches.actions import Claim
from documents.chattel.outreach.touches.letters import touch_letter, touch_text
from safeclose import clock
from safeclose.actors import SYSTEM
from safeclose.jobs import UNTIL_DONE
from safeclose.messages import delivery

SLOW = timedelta(minutes=15)  # by then a job that is there has run, however often it was tried
AT_ONCE = 1000


@app.task(name="touch_borrower", queue="outreach", retry=UNTIL_DONE)
def touch_borrower(*, campaign_id: str) -> None:
    """Queued for the instant at which a campaign's next touch is due."""
    actions.record_due(campaign_id=campaign_id, by=SYSTEM)


@app.task(name="send_touch", queue="mail", retry=UNTIL_DONE)
def send_touch(*, touch_id: int) -> None:
    """Send one message; tried again only where it is certain that it was not taken."""
    claim = actions.record_claim(touch_id=touch_id, by=SYSTEM)
    if claim is None:
        return
    try:
        receipt = _sent(claim)
    except delivery.NotConfigured:
        actions.record_failed(claim=claim, reason="sms_is_not_configured", by=SYSTEM)
    except delivery.Unclear:
        actions.record_failed(claim=claim, reason="unknown_whether_sent", by=SYSTEM)
    except delivery.Refused as refusal:
        actions.record_failed(claim=claim, reason="refused", code=refusal.code or None, by=SYSTEM)
    except delivery.NotNow:
        if actions.record_put_back(claim=claim, by=SYSTEM):
            raise
    else:
        actions.record_sent(claim=claim, receipt=receipt, by=SYSTEM)


@app.periodic(cron="* * * * *")
@app.task(name="take_up_touches", queue="upkeep", queueing_lock="take_up_touches")
def take_up_touches(timestamp: int) -> None:
    """For those whose own job was lost, or whose worker died."""
    now = clock.now()
    for campaign_id in Campaign.objects.overdue(now).values_list("id", flat=True)[:AT_ONCE]:
        actions.record_due(campaign_id=campaign_id, by=SYSTEM)
    dead = Touch.objects.filter(status=TouchStatus.SENDING, claimed_at__lte=now - SEND_TIMEOUT)
    for touch_id in dead.values_list("pk", flat=True)[:AT_ONCE]:
        actions.record_abandoned(touch_id=touch_id, by=SYSTEM)
    lost = Touch.objects.filter(status=TouchStatus.DUE, made_at__lte=now - SLOW)
    for touch_id in lost.values_list("pk", flat=True)[:AT_ONCE]:
        actions.queue_lost(touch_id=touch_id)


def _sent(claim: Claim) -> delivery.Receipt:
    """Raises NotSent; NotNow also where the claim has ended before."""
    message = claim.message
    if clock.now() >= claim.until:
        raise delivery.NotNow("The message was not sent in time.")
    if message.channel == "sms":
        return delivery.deliver_text(touch_text(message))
    return delivery.deliver(touch_letter(message))
