"""The log of outreach."""

from django.db import models
from django.db.models import Q

from safeclose import clock
from safeclose.records import ids


class ComplianceEntry(models.Model):
    """What was done to reach a borrower. Never changed, never deleted (triggers see to that).

    It outlives the document, so it holds no foreign key; and no name, address or free text, which could not be erased.
    """

    id = ids.TypeIDField(prefix="log", primary_key=True, editable=False)
    document_id = ids.TypeIDField(prefix="doc")
    # 1, 2, 3, … within the document: a missing one would show.
    number = models.PositiveIntegerField()
    campaign_id = ids.TypeIDField(prefix="cmp")
    action = models.CharField(max_length=32)
    channel = models.CharField(max_length=5, null=True)
    detail = models.JSONField(default=dict)
    by_id = models.CharField(max_length=64)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name_plural = "compliance entries"
        constraints = (
            models.UniqueConstraint(fields=["document_id", "number"], name="compliance_log_is_numbered"),
            models.CheckConstraint(
                name="compliance_entry_channel_is_known",
                condition=Q(channel=None) | Q(channel__in=["sms", "email", "call", "all"]),
            ),
        )

    def __str__(self) -> str:
        return f"{self.document_id} {self.number}: {self.action}"
