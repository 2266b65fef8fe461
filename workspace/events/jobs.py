"""Delivery of events to their handlers."""

from procrastinate.contrib.django import app

from safeclose.jobs import FOR_A_DAY
from workspace.events import bus
from workspace.events.models import Event


@app.task(name="deliver_event", queue="events", retry=FOR_A_DAY)
def deliver(*, handler_name: str, event_id: str) -> None:
    """Run one handler for one event. One that fails is tried again, and holds up no other."""
    bus.handler(handler_name)(Event.objects.get(id=event_id))
