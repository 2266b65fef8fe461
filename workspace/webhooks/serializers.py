"""Shapes of webhooks."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from safeclose.gateways import webhooks
from safeclose.http.fields import ModelSerializer, Switch, Text
from workspace.events import catalogue
from workspace.webhooks.models import EVERYTHING, Webhook


class Address(Text):
    """Where webhooks may go, as far as it can be seen without asking anyone."""

    def to_internal_value(self, data: Any) -> str:
        url = super().to_internal_value(data)
        if reason := webhooks.refusal(url):
            raise serializers.ValidationError(reason)
        return url


class EventTypes(serializers.ListField):
    """Types of the catalogue, each once and in its order; or `*` alone for all, also those that are yet to come."""

    child = Text(max_length=64)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_length=1, max_length=200, **kwargs)

    def to_internal_value(self, data: Any) -> list[str]:
        given = set(super().to_internal_value(data))
        if given == {EVERYTHING}:
            return [EVERYTHING]
        if strange := sorted(given.difference(catalogue.names())):
            raise serializers.ValidationError(f"No event is called {strange[0]}.")
        return sorted(given)


class NewWebhook(serializers.Serializer[Any]):
    """The body of a creation."""

    url = Address(max_length=webhooks.MAX_URL_LENGTH)
    events = EventTypes()
    active = Switch(default=True)


class WebhookChanges(serializers.Serializer[Any]):
    """The body of a change."""

    url = Address(max_length=webhooks.MAX_URL_LENGTH, required=False)
    events = EventTypes(required=False)
    active = Switch(required=False)


OPEN = ("id", "url", "events", "active", "failing_since", "disabled_at", "disabled_reason", "created_at")


class WebhookAnswer(ModelSerializer):
    """A webhook, without its secret."""

    class Meta:
        model = Webhook
        fields = OPEN
        read_only_fields = fields


class WebhookWithSecret(ModelSerializer):
    """A webhook, and its secret: the only time that it is shown. A repeated answer has null."""

    secret = serializers.CharField(allow_null=True, help_text="whsec_… of Standard Webhooks")

    class Meta:
        model = Webhook
        fields = (*OPEN, "secret")
        read_only_fields = fields


@extend_schema_serializer(many=False)
class WebhookPage(serializers.Serializer[Any]):
    """Webhooks, newest first."""

    webhooks = WebhookAnswer(many=True)
    nextCursor = serializers.CharField(required=False)
