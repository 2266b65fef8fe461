"""Which web process runs, where only one may."""

from django.db import models
from django.db.models import Q

THE_ROW = 1


class SoleWebProcess(models.Model):
    """The web process that counts rate limits for itself: one row, or none before the first start without Redis.

    A lease and no lock of the database's session: a pooler that lends connections by the transaction would give the
    session, with its locks, to someone else.
    """

    process = models.UUIDField()
    # The same after a restart with the same data directory, of which the file lock there lets only one run.
    data_directory = models.UUIDField()
    held_until = models.DateTimeField()

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(id=THE_ROW), name="sole_web_process_is_one"),)

    def __str__(self) -> str:
        return f"web process {self.process}, until {self.held_until}"
