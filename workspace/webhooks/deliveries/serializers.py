"""Shapes of deliveries."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from safeclose.http.fields import ModelSerializer
from workspace.webhooks.models import Delivery


class DeliveryAnswer(ModelSerializer):
    """One event on its way. `id` is the header `webhook-id`; status, error and duration are those of the last try."""

    event_id = serializers.CharField()
    type = serializers.CharField(source="event.type", help_text="of the event")

    class Meta:
        model = Delivery
        fields = (
            "id", "event_id", "type", "status", "tries", "next_try_at", "tried_at", "http_status", "error",
            "duration_ms", "created_at", "finished_at",
        )  # fmt: skip
        read_only_fields = fields


@extend_schema_serializer(many=False)
class DeliveryPage(serializers.Serializer[Any]):
    """The newest 500 deliveries of a webhook."""

    deliveries = DeliveryAnswer(many=True)
    nextCursor = serializers.CharField(required=False)
