"""What is written about webhooks by those who set them up."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from safeclose import clock
from safeclose.actors import Actor
from safeclose.records import rows
from safeclose.records.rows import locked
from safeclose.records.transactions import action
from safeclose.refusals import Conflict
from workspace.events import bus
from workspace.organizations.rights import locked_rights
from workspace.webhooks import secrets, steps
from workspace.webhooks.lifecycle import DELIVERY
from workspace.webhooks.models import TEST, Delivery, Webhook

NEEDS = "orgSettings"
MAX_WEBHOOKS = 20  # webhooks of one organization


class Shown(NamedTuple):
    """A webhook, and its secret: the only time that it is shown."""

    webhook: Webhook
    secret: str


@action
def create(*, organization_id: int, url: str, events: Sequence[str], active: bool, by: Actor) -> Shown:
    """A webhook, with its secret. Raises Conflict where the organization has as many as it may have."""
    organization = locked_rights(organization_id=organization_id, by=by, needs=NEEDS).organization
    if Webhook.objects.of(organization).count() >= MAX_WEBHOOKS:
        raise Conflict(f"An organization can have {MAX_WEBHOOKS} webhooks, and this one has them.")
    webhook = Webhook(organization=organization, url=url, events=list(events), active=active)
    webhook.created_by_id = by.user_id
    secret = secrets.give(webhook)
    webhook.save(force_insert=True)
    bus.publish("webhook.created", about=webhook, by=by)
    return Shown(webhook, secret)


@action
def change(*, organization_id: int, webhook_id: str, changes: Mapping[str, Any], by: Actor) -> Webhook:
    """Change `url`, `events`, `active`, each optional.

    With another address, or switched on or off, a webhook has not failed yet; switched on, it is no longer disabled.
    """
    webhook = _locked(organization_id, webhook_id, by)
    reset: dict[str, Any] = {}
    if changes.get("active", webhook.active):
        reset |= {"disabled_at": None, "disabled_reason": None}
    if any(changes.get(name, getattr(webhook, name)) != getattr(webhook, name) for name in ("url", "active")):
        reset["failing_since"] = None
    if rows.change(webhook, {**changes, **reset}):
        bus.publish("webhook.updated", about=webhook, by=by)
    return webhook


@action
def renew_secret(*, organization_id: int, webhook_id: str, by: Actor) -> Shown:
    """Another secret; the one until now signs as well for a day."""
    webhook = _locked(organization_id, webhook_id, by)
    secret = secrets.renew(webhook, clock.now())
    webhook.save(update_fields=["secret", "old_secret", "old_secret_until"])
    bus.publish("webhook.updated", about=webhook, by=by)
    return Shown(webhook, secret)


@action
def delete(*, organization_id: int, webhook_id: str, by: Actor) -> None:
    """Remove a webhook with its deliveries; what is being sent just now still arrives."""
    webhook = _locked(organization_id, webhook_id, by)
    Webhook.objects.filter(pk=webhook.id).delete()
    bus.publish("webhook.deleted", about=webhook, by=by)


@action
def test(*, organization_id: int, webhook_id: str, by: Actor) -> Delivery:
    """Send `webhook.test` to this webhook alone. Raises Conflict for one that is not active."""
    webhook = _locked(organization_id, webhook_id, by)
    if not webhook.active:
        raise Conflict("The webhook is not active, so nothing can be sent to it.")
    event = bus.publish(TEST, about=webhook, by=by)
    delivery: Delivery = Delivery.objects.select_related("event").get(webhook=webhook, event=event)
    return delivery


@action
def retry(*, organization_id: int, webhook_id: str, delivery_id: str, by: Actor) -> Delivery:
    """Try a delivery once more, now: the same id, the same bytes. Where a later try is planned, this takes its place.

    Raises Conflict while a try is under way, for a webhook that is not active, and for content that was erased.
    """
    webhook = _locked(organization_id, webhook_id, by)
    delivery: Delivery = locked(webhook.deliveries.all(), id=delivery_id)
    now = clock.now()
    if not webhook.active:
        raise Conflict("The webhook is not active, so nothing can be sent to it.")
    if delivery.body is None:
        raise Conflict("What was to be sent was erased.")
    if delivery.next_try_at and delivery.next_try_at <= now:
        raise Conflict("A try is under way.")
    verb = "tried_again" if delivery.next_try_at else "retried"
    delivery.status, delivery.finished_at = DELIVERY.after(delivery.status, verb), None
    steps.queue_try(delivery, at=now)
    return Delivery.objects.select_related("event").get(id=delivery.id)


def _locked(organization_id: int, webhook_id: str, by: Actor) -> Webhook:
    organization = locked_rights(organization_id=organization_id, by=by, needs=NEEDS).organization
    webhook: Webhook = locked(Webhook.objects.of(organization), id=webhook_id)
    return webhook
