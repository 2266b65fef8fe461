"""Shapes of webhooks."""

from typing import Any

from rest_framework.exceptions import ValidationError
from rest_framework.serializers import CharField, ListField

from safeclose.gateways import webhooks
from safeclose.http.fields import Switch, Text
from safeclose.http.shapes import ModelShape, Shape
from workspace.events import catalogue
from workspace.webhooks.models import EVERYTHING, Webhook


class Address(Text):
    """Where webhooks may go, as far as it can be seen without asking anyone."""

    def to_internal_value(self, data: Any) -> str:
        url = super().to_internal_value(data)
        if reason := webhooks.refusal(url):
            raise ValidationError(reason)
        return url


class EventTypes(ListField):
    """Types of the catalogue, each once and in its order; or `*` alone for all, also those that are yet to come."""

    child = Text(max_length=64)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_length=1, max_length=200, **kwargs)

    def to_internal_value(self, data: Any) -> list[str]:
        given = set(super().to_internal_value(data))
        if given == {EVERYTHING}:
            return [EVERYTHING]
        if strange := sorted(given.difference(catalogue.names())):
            raise ValidationError(f"No event is called {strange[0]}.")
        return sorted(given)


class NewWebhookShape(Shape):
    url = Address(max_length=webhooks.MAX_URL_LENGTH)
    events = EventTypes()
    active = Switch(default=True)


class WebhookChangesShape(Shape):
    url = Address(max_length=webhooks.MAX_URL_LENGTH, required=False)
    events = EventTypes(required=False)
    active = Switch(required=False)


class WebhookShape(ModelShape):
    """A webhook, without its secret."""

    class Meta:
        model = Webhook
        fields: tuple[str, ...] = (
            "id", "url", "events", "active", "failing_since", "disabled_at", "disabled_reason", "created_at",
        )  # fmt: skip


class WebhookWithSecretShape(WebhookShape):
    """A webhook, and its secret: the only time that it is shown. A repeated answer has null."""

    secret = CharField(allow_null=True, help_text="whsec_… of Standard Webhooks")

    class Meta(WebhookShape.Meta):
        fields = (*WebhookShape.Meta.fields, "secret")

    def get_secret(self, webhook: Webhook) -> str:
        secret: str = self.context["secret"]
        return secret
