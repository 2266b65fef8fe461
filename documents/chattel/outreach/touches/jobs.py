"""Touches, when they are due, until it is known what became of them."""

from datetime import timedelta

from procrastinate.contrib.django import app

from documents.chattel.outreach.hours import LEAVING
from documents.chattel.outreach.models import Campaign, Touch
from documents.chattel.outreach.touches import actions
from documents.chattel.outreach.touches.actions import Claim
from documents.chattel.outreach.touches.messages import mail_of, message_id, text_of
from safeclose import clock
from safeclose.gateways import mail, sms
from safeclose.jobs import UNTIL_DONE

SLOW = timedelta(minutes=15)  # by then a job that is there has run, however often it was tried
AT_ONCE = 1000


@app.task(name="touch_borrower", queue="outreach", retry=UNTIL_DONE)
def touch_borrower(*, campaign_id: str) -> None:
    """Queued for the instant at which a campaign's next touch is due."""
    actions.record_due(campaign_id=campaign_id)


@app.task(name="send_touch", queue="mail", retry=UNTIL_DONE)
def send_touch(*, touch_id: int) -> None:
    """Send one message; tried again only where it is certain that it was not taken."""
    claim = actions.record_claim(touch_id=touch_id)
    if claim is None:
        return
    try:
        receipt = _sent(claim)
    except sms.NotConfigured:
        actions.record_failed(claim=claim, reason="sms_is_not_configured")
    except sms.Unclear:
        actions.record_failed(claim=claim, reason="unknown_whether_sent")
    except (sms.Refused, mail.Refused) as refusal:
        actions.record_failed(claim=claim, reason="refused", code=getattr(refusal, "code", None))
    except (sms.Fault, mail.Fault):
        if actions.record_put_back(claim=claim):
            raise
    else:
        actions.record_sent(claim=claim, receipt=receipt)


@app.periodic(cron="* * * * *")
@app.task(name="take_up_touches", queue="upkeep", queueing_lock="take_up_touches")
def take_up_touches(timestamp: int) -> None:
    """For those whose own job was lost, or whose worker died."""
    now = clock.now()
    for campaign_id in Campaign.objects.overdue(now).values_list("id", flat=True)[:AT_ONCE]:
        actions.record_due(campaign_id=campaign_id)
    dead = Touch.objects.filter(status="sending", claimed_at__lte=now - LEAVING)
    for touch_id in dead.values_list("pk", flat=True)[:AT_ONCE]:
        actions.record_abandoned(touch_id=touch_id)
    for touch_id in Touch.objects.filter(status="due", made_at__lte=now - SLOW).values_list("pk", flat=True)[:AT_ONCE]:
        actions.queue_lost(touch_id=touch_id)


def _sent(claim: Claim) -> str:
    """What the gateway calls it. Raises what gateways raise; Fault when the time of the claim is up before."""
    message = claim.message
    if clock.now() >= claim.until:
        raise mail.Fault("The message was not sent in time.")
    if message.channel == "sms":
        return sms.send(to=message.to, text=text_of(message))
    mail.deliver(mail_of(message))
    return message_id(message)
