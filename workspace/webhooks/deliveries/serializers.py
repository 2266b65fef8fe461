"""Shapes of deliveries."""

from rest_framework.serializers import CharField

from safeclose.http.shapes import ModelShape
from workspace.webhooks.models import Delivery


class DeliveryShape(ModelShape):
    """One event on its way. `id` is the header `webhook-id`; status, error and duration are those of the last try."""

    event_id = CharField()
    type = CharField(source="event.type", help_text="of the event")

    class Meta:
        model = Delivery
        fields = (
            "id", "event_id", "type", "status", "tries", "next_try_at", "tried_at", "http_status", "error",
            "duration_ms", "created_at", "finished_at",
        )  # fmt: skip
