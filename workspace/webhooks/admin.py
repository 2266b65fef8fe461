"""Webhooks and their deliveries in the back office."""

from collections.abc import Sequence
from typing import ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from safeclose.actors import Actor
from safeclose.backoffice import figures
from safeclose.backoffice.badges import ACTIVITY, States, badge
from safeclose.backoffice.buttons import Answers, Button
from safeclose.backoffice.figures import Figure, Line
from safeclose.backoffice.filters import Since, by, one_of
from safeclose.backoffice.panels import Panel, link, moment
from safeclose.backoffice.searching import exact
from safeclose.backoffice.tables import ReadOnly
from workspace.identity.groups import OPERATE
from workspace.webhooks import actions
from workspace.webhooks.lifecycle import DELIVERY
from workspace.webhooks.models import Delivery, Webhook


def _retry(delivery: Delivery, answers: Answers, by: Actor) -> str:
    webhook = delivery.webhook
    actions.retry(organization_id=webhook.organization_id, webhook_id=webhook.id, delivery_id=delivery.id, by=by)
    return "It is being sent again: the same id, and the same bytes."


@admin.register(Webhook)
class Webhooks(ReadOnly):
    """Where organizations want to be told. Their secrets are shown to nobody."""

    list_display = ("url", "organization", "active", "failing_since", "id")
    states: ClassVar = {"active": ACTIVITY}
    list_filter = (by("organization"), Since)
    joins = ("organization", "created_by")
    finds = {"the webhook's id": exact(Webhook, "id")}
    fields = (
        "id", "organization", "url", "events", "active", "failing_since", "disabled_at", "disabled_reason",
        "created_by", "created_at",
    )  # fmt: skip
    readonly_fields = fields

    def says(self, webhook: Webhook) -> Sequence[str]:
        """What is wrong with it."""
        if webhook.disabled_at:
            return (f"Switched off by the service on {moment(webhook.disabled_at)}: {webhook.disabled_reason}",)
        return (f"Nothing could be delivered since {moment(webhook.failing_since)}.",) if webhook.failing_since else ()

    def panels(self, webhook: Webhook) -> Sequence[Panel]:
        """What was sent lately."""
        rows = Delivery.objects.filter(webhook=webhook).select_related("event").order_by("-id")[:50]
        lines = [
            (
                link(one, one.event.type),
                badge(one.status, DELIVERY.kinds),
                one.tries,
                one.http_status or "–",
                one.error or "–",
                one.id,
            )
            for one in rows
        ]
        return (Panel("Newest deliveries", ("Event", "State", "Tries", "Answer", "Error", "Id"), lines),)


@admin.register(Delivery)
class Deliveries(ReadOnly):
    """Events on their way to webhooks."""

    named = "Webhook deliveries"
    list_display = ("kind", "where", "status", "tries", "http_status", "next_try_at", "id")
    states: ClassVar = {"status": States(DELIVERY.kinds)}
    list_filter = (one_of("status"), Since)
    joins = ("webhook", "event")
    finds = {"the delivery's id": exact(Delivery, "id"), "the event's id": exact(Delivery, "event")}
    fields = (
        "id", "webhook", "event", "status", "tries", "next_try_at", "tried_at", "http_status", "error", "duration_ms",
        "created_at", "finished_at",
    )  # fmt: skip
    readonly_fields = fields
    buttons = (
        Button("retry", "Retry delivery", OPERATE, "Send this once more? The receiver gets the same id and bytes.",
               _retry),
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Delivery]":
        """Without the body, which is large."""
        rows: QuerySet[Delivery] = super().get_queryset(request).defer("body")
        return rows

    @admin.display(description="event")
    def kind(self, delivery: Delivery) -> str:
        return delivery.event.type

    @admin.display(description="webhook")
    def where(self, delivery: Delivery) -> str:
        return delivery.webhook.url


def undelivered() -> Figure:
    """What no receiver took."""
    failed = figures.at_most(Delivery.objects.filter(status=Delivery.Status.FAILED))
    page = "/admin/workspace/delivery/?status__exact=failed"
    return Figure("Webhooks", [Line("deliveries given up", figures.displayed(failed), page, is_bad=True)])
