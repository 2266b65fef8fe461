"""Who wants no outreach."""

from django.db import models

from safeclose import clock


class OptOut(models.Model):
    """An address that no outreach goes to by one channel, from any sender, for ever. `key` is a keyed hash.

    It stays when the record of the loan is deleted, and when the person is erased: else they would be written to again.
    """

    key = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["key"], name="opt_out_is_one_per_address"),)

    def __str__(self) -> str:
        return f"{self.key[:8]}…"
