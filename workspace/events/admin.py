"""The log of events in the back office."""

import json
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from safeclose.actors import Actor
from safeclose.backoffice.buttons import Answers, Button
from safeclose.backoffice.filters import Since, by
from safeclose.backoffice.panels import code
from safeclose.backoffice.searching import exact, newest
from safeclose.backoffice.tables import ReadOnly
from safeclose.refusals import Conflict
from workspace.events import actions, bus
from workspace.events.models import Event
from workspace.identity.groups import OPERATE


def _replay(event: Event, answers: Answers, by: Actor) -> str:
    queued = actions.replay(event_id=event.id, by=by)
    if not queued:
        raise Conflict("Nothing in this service waits for such an event.")
    return f"{queued} {'handler runs' if queued == 1 else 'handlers run'} again."


@admin.register(Event)
class Events(ReadOnly):
    """What happened: evidence, read by everyone who may look, written by nobody by hand."""

    list_display = ("type", "organization", "who", "created_at", "subject_id", "id")
    list_filter = (by("organization"), Since)
    joins = ("organization",)
    finds = {
        "an event's id": exact(Event, "id"),
        "its exact type": newest(Event, "type"),
    }
    fields = ("id", "type", "organization", "subject_type", "subject_id", "who", "said", "created_at")
    readonly_fields = fields
    buttons = (
        Button(
            "replay", "Replay event", OPERATE,
            "Run all that follows from this event once more? What was done before is not done twice.",
            _replay, offered=lambda event: bool(bus.handlers_of(event.type)),
        ),
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        """Without a join to the user: `actor` has the name."""
        return super().get_queryset(request).defer("user")

    @admin.display(description="by")
    def who(self, event: Event) -> str:
        return " ".join(str(event.actor[key]) for key in ("kind", "name") if event.actor.get(key)) or "–"

    @admin.display(description="data")
    def said(self, event: Event) -> str:
        return code(json.dumps(event.data, ensure_ascii=False, indent=1))
