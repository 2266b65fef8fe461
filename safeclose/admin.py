"""The back office's own log in the back office."""

from django.contrib import admin
from django.contrib.admin.models import LogEntry

from safeclose.backoffice.searching import exact, number
from safeclose.backoffice.tables import ReadOnly


@admin.register(LogEntry)
class Log(ReadOnly):
    """What staff did, and to which row. Read-only."""

    named = "What staff did"
    list_display = ("what", "object_repr", "user", "action_time", "id")
    joins = ("user", "content_type")
    finds = {"a person's login": exact(LogEntry, "user__username"), "number": number(LogEntry)}
    fields = ("what", "object_repr", "user", "action_time", "content_type", "object_id")
    readonly_fields = fields

    @admin.display(description="what")
    def what(self, entry: LogEntry) -> str:
        return str(entry.get_change_message() or entry.get_action_flag_display())
