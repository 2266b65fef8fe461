"""The back office's own log in the back office."""

from django.contrib import admin
from django.contrib.admin.models import LogEntry

from safeclose.backoffice.searching import exact, number
from safeclose.backoffice.tables import ReadOnly


@admin.register(LogEntry)
class Log(ReadOnly):
    """What staff did, and to which row. Read-only."""

    named = "What staff did"
    list_display = ("id", "action_time", "user", "object_repr", "change_message")
    joins = ("user", "content_type")
    finds = {"a person's login": exact(LogEntry, "user__username"), "number": number(LogEntry)}
    fields = ("action_time", "user", "content_type", "object_id", "object_repr", "change_message")
    readonly_fields = fields
