"""Templates and flows that are no longer wanted, and are needed by what was made with them."""

from django.db import models

from safeclose.refusals import Conflict

ARCHIVED = "It is archived, so it can't be changed."


class Archivable(models.Model):
    """A row that leaves the lists instead of the table, where something still refers to it; never `active` then."""

    archived_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def refuse_archived(self) -> None:
        """Raises Conflict for what is archived."""
        if self.archived_at:
            raise Conflict(ARCHIVED)
