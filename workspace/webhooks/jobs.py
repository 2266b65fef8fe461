"""Jobs that send deliveries, and mails about webhooks that were switched off."""

from procrastinate.contrib.django import app

from safeclose.actors import SYSTEM
from safeclose.gateways.webhooks import Busy
from safeclose.jobs import FOR_A_DAY, UNTIL_DONE
from safeclose.messages.delivery import Refused, deliver
from workspace.identity.models import User
from workspace.organizations.models import Membership
from workspace.webhooks import letters
from workspace.webhooks.deliveries import actions
from workspace.webhooks.deliveries.sending import tried
from workspace.webhooks.models import Delivery, Webhook
from workspace.webhooks.new_deliveries import TASK


@app.task(name=TASK, queue="webhooks", retry=UNTIL_DONE)
def deliver_webhook(*, delivery_id: str, number: int, waits: int = 0) -> None:
    """One try of a delivery. Each is a job of its own, queued for its time: a worker that dies loses none."""
    try:
        delivery = actions.record_taken(delivery_id=delivery_id, number=number)
        if delivery is not None:
            _send(delivery, number)
    except Busy:
        actions.queue_again(delivery_id=delivery_id, number=number, waits=waits)


@app.task(name="mail_webhook_disabled", queue="mail", retry=FOR_A_DAY)
def mail_webhook_disabled(*, webhook_id: str, user_id: int) -> None:
    """Tell a member that a webhook was switched off. Does nothing if it is on again, or the member has left."""
    webhook = Webhook.objects.select_related("organization").filter(pk=webhook_id, disabled_at__isnull=False).first()
    user = User.objects.filter(pk=user_id, is_active=True).exclude(email="").first()
    if webhook is None or user is None:
        return
    if not Membership.objects.active().filter(user=user, organization=webhook.organization).exists():
        return
    try:
        deliver(letters.disabled(webhook, user))
    except Refused:
        return


def _send(delivery: Delivery, number: int) -> None:
    try:
        outcome = tried(delivery)
        actions.record_outcome(delivery_id=delivery.id, number=number, outcome=outcome, by=SYSTEM)
    except BaseException:
        actions.record_released(delivery_id=delivery.id, number=number)
        raise
