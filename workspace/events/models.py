"""The log of events: one row for every published change."""

from django.conf import settings
from django.db import models

from safeclose import clock
from safeclose.records import ids


class Event(models.Model):
    """Written in the transaction of the change itself; never changed after (a trigger sees to that)."""

    id = ids.TypeIDField(prefix="evt", primary_key=True, editable=False)
    type = models.CharField(max_length=64)
    organization = models.ForeignKey(
        "workspace.Organization",
        on_delete=models.DO_NOTHING,
        null=True,
        db_constraint=False,
        related_name="+",
        db_index=False,
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        null=True,
        db_constraint=False,
        related_name="+",
        db_index=False,
    )
    subject_type = models.CharField(max_length=32)
    subject_id = models.CharField(max_length=64)
    actor = models.JSONField()
    data = models.JSONField(default=dict)
    # For what may happen only once: `DOCUMENT_SIGNED:env_…`.
    once = models.CharField(max_length=128, null=True, unique=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = (
            models.Index(fields=["organization", "-id"], name="event_feed_of_organization"),
            models.Index(fields=["user", "-id"], name="event_feed_of_user"),
            models.Index(fields=["type", "-id"], name="events_of_type"),
            models.Index(fields=["subject_id"], name="events_of_subject"),
        )

    def __str__(self) -> str:
        return f"{self.type} {self.subject_id}"
