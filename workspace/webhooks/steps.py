"""How webhooks and deliveries change, and what is published about it. Called inside actions."""

from datetime import datetime

from safeclose import jobs
from safeclose.actors import Actor
from safeclose.records.transactions import assert_in_action
from workspace.events import bus
from workspace.identity.models import User
from workspace.organizations.models import Membership
from workspace.webhooks.lifecycle import DELIVERY
from workspace.webhooks.models import Delivery, Webhook
from workspace.webhooks.new_deliveries import TASK
from workspace.webhooks.retry_schedule import DISABLED_AFTER_FAILING

GONE = "The receiver answered 410: it is gone."
FAILING = f"Nothing could be delivered for {DISABLED_AFTER_FAILING.days} days."


def queue_try(delivery: Delivery, *, at: datetime) -> None:
    """Queue the next try of a locked delivery. Jobs of earlier tries then do nothing."""
    assert_in_action()
    delivery.queued += 1
    delivery.next_try_at, delivery.under_way_until = at, None
    delivery.save()
    jobs.queue(TASK, at=at, delivery_id=delivery.id, number=delivery.queued)


def finish(delivery: Delivery, verb: str, *, at: datetime, error: str | None = None) -> None:
    """End a locked delivery; `verb` is one of its lifecycle."""
    assert_in_action()
    delivery.status = DELIVERY.after(delivery.status, verb)
    delivery.next_try_at, delivery.under_way_until = None, None
    delivery.finished_at, delivery.error = at, error
    delivery.save()


def disable(webhook: Webhook, *, at: datetime, reason: str, by: Actor) -> None:
    """Switch a locked webhook off, and queue mails to its creator and the owners."""
    assert_in_action()
    webhook.active, webhook.disabled_at, webhook.disabled_reason = False, at, reason
    webhook.save(update_fields=["active", "disabled_at", "disabled_reason"])
    bus.publish("webhook.disabled", about=webhook, by=by, data={"reason": reason})
    members = Membership.objects.filter(organization=webhook.organization_id)
    responsible = {*members.owners().values_list("user_id", flat=True)}
    responsible |= {*members.active().filter(user=webhook.created_by_id).values_list("user_id", flat=True)}
    reachable = User.objects.filter(pk__in=responsible, is_active=True).exclude(email="")
    for user_id in reachable.values_list("pk", flat=True):
        jobs.queue("mail_webhook_disabled", webhook_id=webhook.id, user_id=user_id)
