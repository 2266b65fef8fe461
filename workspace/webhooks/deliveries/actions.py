"""What jobs write about deliveries."""

from datetime import timedelta
from typing import NamedTuple

from safeclose import clock, jobs
from safeclose.actors import Actor
from safeclose.gateways.webhooks import Busy
from safeclose.records.transactions import action
from workspace.webhooks import steps
from workspace.webhooks.models import Delivery, Webhook
from workspace.webhooks.new_deliveries import TASK
from workspace.webhooks.retry_schedule import DISABLED_AFTER_FAILING, wait_before

GONE = 410
MAX_WAIT_SECONDS = 60  # before the next attempt to get a free place
MAX_AT_ONCE = 2  # requests to one webhook: a slow receiver must not take all the places of a worker
# After this time a try whose job reported nothing may be made by another job. It is longer than a request can take
# (`TIMEOUT_SECONDS` of safeclose/gateways/webhooks.py). It is a column: a lock of the database session would be lost
# in a connection pooler, and a row lock needs a transaction that stays open.
LEASE = timedelta(minutes=1)


class Outcome(NamedTuple):
    """How a try ended: the status of the answer, if there was one; a sentence, unless it was delivered."""

    http_status: int | None
    error: str | None
    duration_ms: int


@action
def record_taken(*, delivery_id: str, number: int) -> Delivery | None:
    """The delivery with its webhook, to be sent now; None where this try is not the one that is meant.

    For a webhook that is switched off the delivery ends here; of one that is deleted, nothing is left. Raises Busy
    while another job makes this try, or as many requests to the webhook as there may be at once are under way.
    """
    webhook = _locked_webhook(delivery_id)
    delivery = _locked(delivery_id, number)
    if delivery is None:
        return None
    if webhook is None:
        delivery.delete()
        return None
    if not webhook.active:
        steps.finish(delivery, "cancelled", at=clock.now(), error="The webhook was not active.")
        return None
    now = clock.now()
    under_way = set(webhook.deliveries.filter(under_way_until__gt=now).values_list("pk", flat=True))
    if delivery.id in under_way or len(under_way) >= MAX_AT_ONCE:
        raise Busy
    delivery.under_way_until = now + LEASE
    delivery.save(update_fields=["under_way_until"])
    delivery.webhook = webhook
    return delivery


@action
def record_released(*, delivery_id: str, number: int) -> None:
    """This try ended without an outcome, so any job may make it."""
    delivery = _locked(delivery_id, number)
    if delivery is not None:
        delivery.under_way_until = None
        delivery.save(update_fields=["under_way_until"])


@action
def record_outcome(*, delivery_id: str, number: int, outcome: Outcome, by: Actor) -> None:
    """Write down how a try ended, and what follows: the end, or the next try; perhaps the end of the webhook.

    Nothing is written where the delivery was deleted, erased or cancelled meanwhile.
    """
    webhook = _locked_webhook(delivery_id)
    delivery = _locked(delivery_id, number)
    if webhook is None or delivery is None:
        return
    at = clock.now()
    delivery.tries += 1
    delivery.tried_at, delivery.http_status = at, outcome.http_status
    delivery.error, delivery.duration_ms = outcome.error, outcome.duration_ms
    if outcome.error is None:
        steps.finish(delivery, "delivered", at=at)
        _recover(webhook)
    else:
        _fail(webhook, delivery, outcome, by)


@action
def queue_again(*, delivery_id: str, number: int, waits: int) -> None:
    """The same try a little later, uncounted: there is no place for it now. The more often, the later."""
    at = clock.now() + timedelta(seconds=min(2**waits, MAX_WAIT_SECONDS))
    jobs.queue(TASK, at=at, delivery_id=delivery_id, number=number, waits=min(waits + 1, 10))


def _locked_webhook(delivery_id: str) -> Webhook | None:
    """Lock order: webhook, delivery. Without its key, for publishing must not wait for it."""
    known = Delivery.objects.filter(pk=delivery_id).values_list("webhook_id", flat=True)
    webhook: Webhook | None = Webhook.objects.select_for_update(no_key=True).filter(pk__in=list(known)).first()
    return webhook


def _locked(delivery_id: str, number: int) -> Delivery | None:
    meant = Delivery.objects.filter(pk=delivery_id, status=Delivery.Status.PENDING, queued=number)
    found: Delivery | None = meant.select_for_update().first()
    return found


def _recover(webhook: Webhook) -> None:
    if webhook.failing_since:
        webhook.failing_since = None
        webhook.save(update_fields=["failing_since"])


def _fail(webhook: Webhook, delivery: Delivery, outcome: Outcome, by: Actor) -> None:
    at = delivery.tried_at
    assert at
    wait = None if outcome.http_status == GONE else wait_before(delivery.tries + 1, delivery.id)
    if wait is None:
        steps.finish(delivery, "given_up", at=at, error=outcome.error)
    else:
        steps.queue_try(delivery, at=at + wait)
    if webhook.failing_since is None:
        webhook.failing_since = at
        webhook.save(update_fields=["failing_since"])
    if webhook.active and outcome.http_status == GONE:
        steps.disable(webhook, at=at, reason=steps.GONE, by=by)
    elif webhook.active and at - webhook.failing_since >= DISABLED_AFTER_FAILING:
        steps.disable(webhook, at=at, reason=steps.FAILING, by=by)
