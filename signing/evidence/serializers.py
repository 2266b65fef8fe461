"""Shapes of trails."""

import json
from typing import Any

from rest_framework.serializers import CharField, DictField, IntegerField

from safeclose.http.fields import Timestamp
from safeclose.http.shapes import Shape
from signing.evidence.models import Trail, TrailEvent


class TrailEventShape(Shape):
    """An event of the trail. `payload` is exactly what was hashed; `revealed` opens what it conceals."""

    seq = IntegerField()
    type = CharField()
    at = Timestamp()
    payload = DictField()
    payload_hash = CharField()
    prev_hash = CharField()
    chain_hash = CharField()
    revealed = DictField(source="kept")

    def get_payload(self, event: TrailEvent) -> dict[str, Any]:
        payload: dict[str, Any] = json.loads(bytes(event.payload))
        return payload


class TrailShape(Shape):
    """A trail, oldest event first."""

    events = TrailEventShape(many=True)
    head = CharField()
    next_cursor = CharField(required=False)

    def get_events(self, trail: Trail) -> list[TrailEvent]:
        """Those of the page that the view gives as `events`."""
        events: list[TrailEvent] = self.context["events"].rows
        return events

    def get_next_cursor(self, trail: Trail) -> str | None:
        cursor: str | None = self.context["events"].cursor
        return cursor
