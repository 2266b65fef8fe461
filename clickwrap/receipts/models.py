"""Receipts that are to be mailed."""

from django.db import models

from clickwrap.acceptances.models import Acceptance
from safeclose import clock
from safeclose.records import ids


class ReceiptMail(models.Model):
    """Who asked for a receipt by mail. Deleted when the mail server has taken it or refused it; at the latest after
    some days, with `prune`."""

    id = ids.TypeIDField(prefix="rcm", primary_key=True, editable=False)
    acceptance = models.ForeignKey(
        Acceptance, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+", db_index=False
    )
    email = models.CharField(max_length=320)
    language = models.CharField(max_length=2, null=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = (models.Index(fields=["created_at"], name="receipt_mails_by_age"),)

    def __str__(self) -> str:
        return str(self.id)
