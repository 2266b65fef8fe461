"""How many messages were sent."""

from django.db import models


class SendingCount(models.Model):
    """How many messages of one kind an address got, or a sender sent, on one day in UTC.

    `key` is a keyed hash, so it names nobody. There are no foreign keys: a count stays when the invitation, the record
    or the sender is deleted, so that nobody gets a new allowance by deleting.
    """

    key = models.CharField(max_length=64)
    day = models.DateField()
    count = models.PositiveIntegerField()

    class Meta:
        indexes = (models.Index(fields=["day"], name="sending_count_by_day"),)
        constraints = (models.UniqueConstraint(fields=["key", "day"], name="sending_count_is_one_per_day"),)

    def __str__(self) -> str:
        return f"{self.key[:8]}… on {self.day}: {self.count}"
